/** A part of the console that is loaded when it is first shown. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure } from "../api/client.ts";
import { Loading, Trouble } from "./basics.tsx";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let found: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [, shown] = useState(0);
    const [failed, fail] = useState(false);
    useEffect(() => {
      if (found) return;
      load().then(
        part => {
          found = part;
          shown(n => n + 1);
        },
        () => fail(true),
      );
    }, []);
    if (failed) {
      return <Trouble failure={new Failure(0, "This part of the console could not be loaded. Reload the page.", "", {})} />;
    }
    const Part = found;
    return Part ? <Part {...props} /> : <Loading what="this part" />;
  };
}
