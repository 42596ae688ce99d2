import { useEffect, useRef } from "preact/hooks";

const KEYS: [string, string][] = [
  ["/", "Search by job id or correlation id"],
  ["g o", "Overview"],
  ["g j", "Jobs"],
  ["g i", "Inbox"],
  ["g t", "Templates"],
  ["g n", "New job"],
  ["j  k", "Next and previous row of a list"],
  ["Enter", "Open the row"],
  ["a", "Approve the proposal on the page (asks first)"],
  ["?", "This help"],
];

export function Help({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={onClose}>
      <form method="dialog" class="stack">
        <h2 id="help-title">Keys</h2>
        <dl class="kv">
          {KEYS.map(([keys, text]) => (
            <>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{text}</dd>
            </>
          ))}
        </dl>
        <div>
          <button class="primary">Close</button>
        </div>
      </form>
    </dialog>
  );
}
