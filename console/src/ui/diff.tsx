/** What changed between two texts, by lines. Added and removed are marked by elements, not only by colour. */
import { diffLines } from "diff";

export function TextDiff({ before, after }: { before: string; after: string }) {
  if (before === after) return <p class="soft">They are the same.</p>;
  return (
    <pre class="code" dir="auto">
      {diffLines(before, after).map(part =>
        part.added ? <ins>{part.value}</ins> : part.removed ? <del>{part.value}</del> : <span>{shortened(part.value)}</span>,
      )}
    </pre>
  );
}

/** What did not change, but for the lines around it. */
function shortened(text: string): string {
  const lines = text.split("\n");
  return lines.length <= 10 ? text : [...lines.slice(0, 4), "⋯", ...lines.slice(-4)].join("\n");
}
