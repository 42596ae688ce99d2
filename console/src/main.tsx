/** The console: puts the page of the address on the screen. */
import { render } from "preact";
import { followLinks } from "./route.ts";
import { App } from "./app.tsx";

followLinks();
render(<App />, document.getElementById("app")!);
