// Parses every Swift file; says where one is none.
import { readdirSync, readFileSync } from "node:fs";
import Parser from "tree-sitter";
import Swift from "tree-sitter-swift";

const parser = new Parser();
parser.setLanguage(Swift);
const folder = new URL("./", import.meta.url);
const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".swift") && !file.includes("node_modules"));
let wrong = 0;

function look(node, file) {
  if (node.isError || node.isMissing) {
    wrong += 1;
    console.log(`${file}:${node.startPosition.row + 1}:${node.startPosition.column + 1}: no Swift: ${node.text.slice(0, 60)}`);
  } else if (node.hasError) {
    node.children.forEach((child) => look(child, file));
  }
}

for (const file of files) {
  const text = readFileSync(new URL(file, folder), "utf8");
  // In parts: the parser takes no longer text at once.
  look(parser.parse((at) => text.slice(at, at + 8192)).rootNode, file);
}
console.log(`${files.length} files parsed, ${wrong} mistakes`);
process.exitCode = wrong > 0 || files.length < 3 ? 1 : 0;
