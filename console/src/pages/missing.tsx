import { href } from "../route.ts";
import { Empty, useTitle } from "../ui/basics.tsx";

export function MissingPage() {
  useTitle("Not found");
  return (
    <Empty main title="Page not found">
      <p>
        <a href={href("jobs")}>All jobs</a> · <a href={href("inbox")}>Inbox</a>
      </p>
    </Empty>
  );
}
