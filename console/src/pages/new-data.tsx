/** Fields for the data of a seed, where the template says what its data carries. */
export interface DataSchema {
  required: string[];
  properties: Record<string, Member>;
}

interface Member {
  type: "string" | "integer" | "number" | "boolean" | "array";
  enum?: string[];
  items?: { enum?: string[] };
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

type Data = Record<string, unknown>;

export function DataFields(props: { id: string; schema: DataSchema; text: string; change: (text: string) => void }) {
  const data = parsed(props.text);
  if (!data) return <span class="problem small">The data below is not a JSON object, so it has no fields.</span>;
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = data;
    const next: Data = value === undefined ? others : { ...data, [name]: value };
    props.change(Object.keys(next).length === 0 ? "" : JSON.stringify(next, null, 2));
  };
  return (
    <div class="cards" role="group" aria-label={`Data of ${props.id}`}>
      {Object.entries(props.schema.properties).map(([name, member]) => (
        <label class="field">
          <span class="label">
            {name.replaceAll("_", " ")} {props.schema.required.includes(name) ? null : <span class="soft">optional</span>}
          </span>
          <Value member={member} value={data[name]} set={value => set(name, value)} required={props.schema.required.includes(name)} />
          <Hint member={member} />
        </label>
      ))}
    </div>
  );
}

function parsed(text: string): Data | null {
  if (!text.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Data) : null;
  } catch {
    return null;
  }
}

function Value(props: { member: Member; value: unknown; set: (value: unknown) => void; required: boolean }) {
  const { member, value, set, required } = props;
  if (member.enum) return <Choice all={member.enum} value={value} set={set} required={required} />;
  switch (member.type) {
    case "boolean":
      return (
        <Choice
          all={["yes", "no"]}
          value={value === true ? "yes" : value === false ? "no" : undefined}
          set={chosen => set(chosen === undefined ? undefined : chosen === "yes")}
          required={required}
        />
      );
    case "integer":
    case "number":
      return (
        <input
          type="number"
          step={member.type === "integer" ? 1 : "any"}
          min={member.minimum}
          max={member.maximum}
          required={required}
          value={typeof value === "number" ? value : ""}
          onInput={e => set(e.currentTarget.value === "" ? undefined : Number(e.currentTarget.value))}
        />
      );
    case "array":
      return (
        <textarea
          dir="auto"
          required={required && (member.minItems ?? 0) > 0}
          value={Array.isArray(value) ? value.join("\n") : ""}
          onInput={e => set(e.currentTarget.value === "" ? (required ? [] : undefined) : e.currentTarget.value.split("\n"))}
        />
      );
    case "string":
      return (
        <input
          dir="auto"
          minLength={member.minLength}
          maxLength={member.maxLength}
          required={required && (member.minLength ?? 0) > 0}
          value={typeof value === "string" ? value : ""}
          onInput={e => set(e.currentTarget.value === "" && !required ? undefined : e.currentTarget.value)}
        />
      );
  }
}

function Choice(props: { all: string[]; value: unknown; set: (value: string | undefined) => void; required: boolean }) {
  return (
    <select value={String(props.value ?? "")} required={props.required} onChange={e => props.set(e.currentTarget.value || undefined)}>
      <option value="">{props.required ? "Choose" : "none"}</option>
      {props.all.map(one => (
        <option value={one}>{one}</option>
      ))}
    </select>
  );
}

function Hint({ member }: { member: Member }) {
  const range = (least: number | undefined, most: number | undefined, what: string) =>
    least !== undefined && most !== undefined
      ? `${least} to ${most}${what}`
      : least !== undefined
        ? `at least ${least}${what}`
        : most !== undefined
          ? `at most ${most}${what}`
          : "";
  const text =
    member.type === "array"
      ? ["one a line", range(member.minItems, member.maxItems, ""), member.items?.enum ? `of ${member.items.enum.join(", ")}` : ""].filter(Boolean).join(", ")
      : member.type === "string"
        ? range(member.minLength, member.maxLength, " characters")
        : range(member.minimum, member.maximum, "");
  return text ? <span class="soft small">{text}</span> : null;
}
