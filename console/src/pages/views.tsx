/** One's own views of the list: names for addresses, kept in this browser. */
import { signal } from "@preact/signals";
import { go, href, place } from "../route.ts";

const VIEWS = "converge.views";
const MOST = 20;

interface View {
  name: string;
  query: string;
}

function read(): View[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(VIEWS) ?? "[]");
    return Array.isArray(kept)
      ? kept.filter((v): v is View => typeof v?.name === "string" && typeof v?.query === "string")
      : [];
  } catch {
    return [];
  }
}

const views = signal(read());

function keep(next: View[]): void {
  views.value = next.slice(0, MOST);
  localStorage.setItem(VIEWS, JSON.stringify(views.value));
}

export function Views() {
  const query = place.value.query.toString();
  const known = views.value.find(view => view.query === query);
  return (
    <>
      {views.value.length > 0 ? (
        <label class="row">
          <span class="soft">View</span>
          <select
            value={known?.name ?? ""}
            onChange={e => {
              const view = views.value.find(one => one.name === e.currentTarget.value);
              if (view) go(`${href("jobs")}?${view.query}`);
            }}
          >
            <option value="">–</option>
            {views.value.map(view => (
              <option value={view.name}>{view.name}</option>
            ))}
          </select>
        </label>
      ) : null}
      {known ? (
        <button type="button" class="plain" onClick={() => keep(views.value.filter(view => view !== known))}>
          Forget this view
        </button>
      ) : query ? (
        <button
          type="button"
          class="plain"
          onClick={() => {
            const name = prompt("A name for this view")?.trim();
            if (name) keep([...views.value.filter(view => view.name !== name), { name, query }]);
          }}
        >
          Keep as a view
        </button>
      ) : null}
    </>
  );
}
