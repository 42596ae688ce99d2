/** From a conclusion to the seeds. */
import type { Fact } from "../api/types.ts";

/** The most facts of a trail. */
export const LONGEST_TRAIL = 200;

export interface Step {
  fact: Fact;
  depth: number;
  /** Its own grounds stand further up. */
  again: boolean;
}

/** What a fact rests on, and what that rests on, down to the seeds. Each fact is followed once. */
export function trail(from: Fact, known: Map<string, Fact>): Step[] {
  const steps: Step[] = [];
  const followed = new Set([from.id]);
  const follow = (fact: Fact, depth: number) => {
    for (const id of fact.cites) {
      const ground = known.get(id);
      if (!ground || steps.length >= LONGEST_TRAIL) continue;
      const again = followed.has(id);
      followed.add(id);
      steps.push({ fact: ground, depth, again: again && ground.cites.length > 0 });
      if (!again) follow(ground, depth + 1);
    }
  };
  follow(from, 0);
  return steps;
}
