/** Seeds for a first job of each template that ships. */
export interface Seed {
  id: string;
  content: string;
}

const SEEDS: Record<string, Seed[]> = {
  "growth-strategy": [
    { id: "market:nordic-b2b", content: "Nordic B2B SaaS, SMB segment, 12% yearly growth, buyers ask for GDPR-safe tooling" },
    { id: "product:ledger", content: "Bookkeeping automation with audit trail, priced per seat" },
    { id: "goal:arr", content: "Grow ARR by 50% within 12 months on a budget of 500k EUR" },
  ],
  "drafting-short": [
    {
      id: "brief:closure",
      content: "Tell the tenants of Linden Street 4 in at most 120 words when the water is shut off, how long it lasts and whom to ask.",
    },
    {
      id: "source:plumber",
      content:
        "The riser in Linden Street 4 is replaced on Tuesday, 8 December. The water is shut off from 8:00 to 15:00. Questions go to Ms Berg, 555 0142.",
    },
    { id: "source:house-rules", content: "Works that affect all flats are announced one week before they begin. The laundry room stays open." },
  ],
  "novelty-search": [
    {
      id: "invention:printer",
      content:
        "A machine that builds up a solid part in thin layers from a bath of liquid resin, where each layer is cured by light that a computer steers.",
    },
    {
      id: "claim:1",
      content:
        "An apparatus for making parts, comprising: a bath of liquid resin; a beam of light that hardens the surface of the liquid; a computer that steers the beam along each cross-section; a platform that lowers the part by one layer.",
    },
    { id: "priority:1", content: "2000-01-01" },
  ],
  "patent-research": [
    { id: "matter:kettle", content: "Patent application for the safety lid of a kettle, client Harbour Kettles" },
    {
      id: "invention:lid",
      content:
        "A lid for a kettle that opens by itself when the kettle is put down, comprising a spring that lifts the lid and a catch that holds the lid closed while the handle is gripped.",
    },
    { id: "feature:spring", content: "a spring that lifts the lid" },
    { id: "feature:catch", content: "a catch that holds the lid closed while the handle is gripped" },
    { id: "problem:burns", content: "People burn their fingers when they open the lid of a hot kettle by hand." },
    { id: "advantage:hands", content: "Nobody has to touch the hot lid." },
    { id: "priority:1", content: "2025-01-15" },
  ],
};

/** Whether there is an example for a template. */
export function hasExample(template: string): boolean {
  return template in SEEDS;
}

/** The example for a template, or nothing. */
export function example(template: string): Seed[] {
  return SEEDS[template] ?? [];
}
