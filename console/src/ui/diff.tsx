/** What changed between two texts. Added and removed are marked by elements, not only by colour. */
import { diffLines, diffWordsWithSpace } from "diff";

/** Longer texts are compared by lines. */
const MOST_WORDS = 20_000;

export function TextDiff({ before, after, by }: { before: string; after: string; by: "word" | "line" }) {
  if (before === after) return <p class="soft">They are the same.</p>;
  const parts =
    by === "word" && before.length + after.length < MOST_WORDS ? diffWordsWithSpace(before, after) : diffLines(before, after);
  return (
    <pre class={by === "line" ? "code" : "text"} dir="auto">
      {parts.map(part =>
        part.added ? (
          <ins>{part.value}</ins>
        ) : part.removed ? (
          <del>{part.value}</del>
        ) : (
          <span>{by === "line" ? shortened(part.value) : part.value}</span>
        ),
      )}
    </pre>
  );
}

/** What did not change, but for the lines around it. */
function shortened(text: string): string {
  const lines = text.split("\n");
  return lines.length <= 10 ? text : [...lines.slice(0, 4), "⋯", ...lines.slice(-4)].join("\n");
}
