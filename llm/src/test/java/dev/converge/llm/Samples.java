package dev.converge.llm;

import dev.converge.core.proposal.Seed;
import java.util.List;
import java.util.TreeMap;

/// Seed sets as different people would write them.
public final class Samples {
  private Samples() {}

  public static List<Seed> of(String name) {
    return all().getOrDefault(name, List.of());
  }

  public static TreeMap<String, List<Seed>> all() {
    TreeMap<String, List<Seed>> all = new TreeMap<>();
    all.put(
        "ledger",
        Flow.seeds(
            "market:nordic-b2b",
            "Nordic B2B SaaS, SMB segment, 12% yearly growth, buyers ask for GDPR-safe tooling",
            "product:ledger",
            "Bookkeeping automation with audit trail, priced per seat",
            "goal:arr",
            "Grow ARR by 50% within 12 months on a budget of 500k EUR"));
    all.put(
        "bikes",
        Flow.seeds(
            "market:rotterdam",
            "Rotterdam has 650,000 inhabitants and 1.1 million bicycles. Commuters complain that"
                + " repairs take a week. E-bike sales rose 22% last year.",
            "product:mobile-repair",
            "We offer a van that repairs bicycles at the office car park, booked by phone, at a"
                + " fixed price of 45 EUR.",
            "goal:contracts",
            "Our goal is to sign 40 employers before the end of June without hiring more than 3"
                + " mechanics.",
            "competitor:swapfiets",
            "Swapfiets and Fietsenwinkel dominate subscriptions, but neither repairs bikes that"
                + " people own."));
    all.put(
        "water",
        Flow.seeds(
            "market:growers",
            "Greenhouse growers in Almería; water prices doubled since 2022; regulators tighten"
                + " extraction quotas every year; 30,000 hectares under plastic",
            "product:sensor",
            "Soil-moisture sensor network, runs two seasons on one battery, alerts by SMS",
            "goal:pilot",
            "Win 25 pilot farms by March 2027",
            "constraint:cash",
            "Runway of 9 months, a team of four, no sales staff in Spain"));
    all.put(
        "prose",
        Flow.seeds(
            "market:parents",
            "Parents of children with dyslexia spend a lot of money on tutors. Schools rarely have"
                + " specialists, and waiting lists are up to eight months. Many parents look for"
                + " something that they can do at home.",
            "product:readalong",
            "Readalong is an app that listens to a child reading and marks the words where it"
                + " stumbles. Speech stays on the device.",
            "goal:reach",
            "Reach 10,000 paying families in two years, at an acquisition cost below 30 GBP."));
    all.put("terse", Flow.seeds("market:pets", "Dog owners", "product:leash", "Leash with light"));
    all.put(
        "german",
        Flow.seeds(
            "market:dach",
            "Handwerksbetriebe in Bayern, 15% Wachstum pro Jahr, viele suchen nach Fachkräften",
            "product:plan",
            "Einsatzplanung für kleine Teams, läuft ohne Internet",
            "goal:kunden",
            "300 Betriebe gewinnen bis Ende 2027"));
    return all;
  }
}
