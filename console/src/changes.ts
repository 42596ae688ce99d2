/** Tells lists that something changed. While the page is hidden nobody is told. */
const EVERY = 3000;

/** Calls back now and then until the returned function is called. */
export function changes(told: () => void): () => void {
  const timer = setInterval(() => {
    if (!document.hidden) told();
  }, EVERY);
  const shown = () => {
    if (!document.hidden) told();
  };
  addEventListener("visibilitychange", shown);
  addEventListener("online", shown);
  return () => {
    clearInterval(timer);
    removeEventListener("visibilitychange", shown);
    removeEventListener("online", shown);
  };
}
