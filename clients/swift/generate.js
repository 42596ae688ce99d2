// Writes the types of api/openapi.yaml as Swift.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";

const text = readFileSync(new URL("../../api/openapi.yaml", import.meta.url), "utf8");
const schemas = parse(text).components.schemas;
const hash = createHash("sha256").update(text).digest("hex");

const RESERVED = new Set(["case", "class", "default", "enum", "extension", "for", "func", "if", "import", "in", "init", "internal", "is", "let", "operator", "private", "protocol", "public", "repeat", "return", "self", "static", "struct", "switch", "throws", "true", "false", "type", "var", "where", "while"]);

const camel = (name) => name.replace(/[^A-Za-z0-9]+(.)?/g, (_, next) => (next ?? "").toUpperCase());
const safe = (name) => (RESERVED.has(name) ? `\`${name}\`` : name);
const comment = (of, indent = "") => (of?.description ? `${indent}/// ${of.description.trim().replace(/\s*\n\s*/g, " ")}\n` : "");
const referred = (schema) => schema.$ref?.split("/").at(-1);

/** The members of a schema, with those that it takes over from others. */
function members(schema) {
  const all = { properties: {}, required: new Set() };
  for (const part of [schema, ...(schema.allOf ?? [])]) {
    const from = part.$ref ? members(schemas[referred(part)]) : part;
    Object.assign(all.properties, from.properties ?? {});
    (from.required ?? []).forEach((name) => all.required.add(name));
    if (part !== schema && part.allOf) {
      const inner = members(part);
      Object.assign(all.properties, inner.properties);
      inner.required.forEach((name) => all.required.add(name));
    }
  }
  return all;
}

function typeOf(schema) {
  if (schema?.$ref) return referred(schema);
  switch (schema?.type) {
    case "string":
      return "String";
    case "integer":
      return "Int";
    case "number":
      return "Double";
    case "boolean":
      return "Bool";
    case "array":
      return `[${typeOf(schema.items)}]`;
    case "object":
      return typeof schema.additionalProperties === "object" && !schema.properties
        ? `[String: ${typeOf(schema.additionalProperties)}]`
        : "JSONValue";
    default:
      return "JSONValue";
  }
}

function declaration(name, schema) {
  if (name === "Event") {
    return "public typealias Event = [String: JSONValue]";
  }
  if (schema.type === "string" && schema.enum) {
    // Open: a newer server may send a word that this version does not know.
    const words = schema.enum.map((word) => `  public static let ${safe(camel(word))} = ${name}(rawValue: "${word}")`);
    return `public struct ${name}: RawRepresentable, Codable, Hashable, Sendable {\n  public let rawValue: String\n  public init(rawValue: String) { self.rawValue = rawValue }\n${words.join("\n")}\n}`;
  }
  const { properties, required } = members(schema);
  const names = Object.keys(properties);
  if (names.length === 0 || schema.oneOf || schema.anyOf) {
    return `public typealias ${name} = ${schema.oneOf || schema.anyOf ? "JSONValue" : typeOf(schema)}`;
  }
  const lines = names.map((each) => `${comment(properties[each], "  ")}  public var ${safe(camel(each))}: ${typeOf(properties[each])}${required.has(each) ? "" : "?"}`);
  const keys = names.map((each) => `    case ${safe(camel(each))} = "${each}"`);
  return `public struct ${name}: Codable, Sendable {\n${lines.join("\n")}\n\n  enum CodingKeys: String, CodingKey {\n${keys.join("\n")}\n  }\n}`;
}

/** What the client needs, with everything that it refers to. */
const wanted = new Set();
function want(name) {
  if (!wanted.has(name)) {
    wanted.add(name);
    [...declaration(name, schemas[name]).matchAll(/\b[A-Z]\w+/g)].map((match) => match[0]).filter((other) => other in schemas).forEach(want);
  }
}
["Accepted", "Decided", "EventPage", "Job", "Observation", "Problem", "Proposals", "Submission"].forEach(want);
const declarations = Object.entries(schemas)
  .filter(([name]) => wanted.has(name))
  .map(([name, schema]) => comment(schema) + declaration(name, schema));
writeFileSync(
  new URL("Sources/Converge/Contract.swift", import.meta.url),
  `// Made by \`npm run generate\` from api/openapi.yaml, sha256 ${hash}\n\n${declarations.join("\n\n")}\n`,
);
