// Writes into the generated types which contract they were made from, so that a test can tell when they are old.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const types = new URL("src/contract.ts", import.meta.url);
const contract = readFileSync(new URL("../../api/openapi.yaml", import.meta.url));
const hash = createHash("sha256").update(contract).digest("hex");
writeFileSync(
  types,
  `// Made by \`npm run generate\` from api/openapi.yaml, sha256 ${hash}\n${readFileSync(types, "utf8")}`,
);
