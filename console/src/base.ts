/**
 * Where the server is: the address above `console/`. The bundle knows its own address, so the
 * console also works behind a proxy that serves it under a prefix.
 */
export const base = new URL("../../", import.meta.url).href;

/** The path of the console, with a slash at its end. */
export const root = new URL("console/", base).pathname;
