/** Where agents and keys stand in the picture of a flow. */
import dagre from "@dagrejs/dagre";

export interface Flow {
  agents: { id: string; reads: string[]; writes: string[] }[];
}

export interface Node {
  id: string;
  kind: "agent" | "key";
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Edge {
  from: string;
  to: string;
  points: { x: number; y: number }[];
}

export interface Picture {
  nodes: Node[];
  edges: Edge[];
  width: number;
  height: number;
}

const CHARACTER = 7.6;

/** Lays a flow out in layers, from the seeds on. */
export function layout(flow: Flow, direction: "LR" | "TB"): Picture {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: direction, nodesep: 12, ranksep: direction === "LR" ? 34 : 24, marginx: 14, marginy: 14 });
  graph.setDefaultEdgeLabel(() => ({}));
  const keys = new Set(flow.agents.flatMap(agent => [...agent.reads, ...agent.writes]));
  for (const key of keys) graph.setNode(`key ${key}`, size(key, 44));
  for (const agent of flow.agents) {
    graph.setNode(`agent ${agent.id}`, size(agent.id, 26));
    for (const key of agent.reads) graph.setEdge(`key ${key}`, `agent ${agent.id}`);
    for (const key of agent.writes) graph.setEdge(`agent ${agent.id}`, `key ${key}`);
  }
  dagre.layout(graph);
  const whole = graph.graph() as { width?: number; height?: number };
  return {
    nodes: graph.nodes().map(id => {
      const at = graph.node(id) as { x: number; y: number; width: number; height: number };
      const space = id.indexOf(" ");
      return {
        id,
        kind: id.slice(0, space) as Node["kind"],
        name: id.slice(space + 1),
        x: at.x - at.width / 2,
        y: at.y - at.height / 2,
        width: at.width,
        height: at.height,
      };
    }),
    edges: graph.edges().map(edge => ({
      from: edge.v,
      to: edge.w,
      points: (graph.edge(edge) as { points: { x: number; y: number }[] }).points,
    })),
    width: whole.width ?? 100,
    height: whole.height ?? 100,
  };
}

function size(name: string, more: number): { width: number; height: number } {
  return { width: Math.round(name.length * CHARACTER + more), height: 32 };
}
