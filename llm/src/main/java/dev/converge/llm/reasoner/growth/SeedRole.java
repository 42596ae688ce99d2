package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.growth.SeedPassage.Role;
import dev.converge.llm.reasoner.text.Words;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells what a seed is about by the words of its id, in the languages that the reasoner reads.
final class SeedRole {
  private static final Map<String, Role> BY_WORD = new HashMap<>();

  /// Words that behind a colon tell of competitors only where the seed itself does.
  private static final Set<String> VAGUE =
      Set.of("others", "peers", "andere", "andra", "övriga", "autres", "otros");

  private static final Pattern COMPETES =
      Pattern.compile(
          "(?<!\\p{L})(?:compet(?:e|es|itors?|ing|ition|idor\\p{L}*|imos)|rival(?:s|es)?|(?:mit|wett)bewerb\\p{L}*|konkurr\\p{L}+"
              + "|concurren\\p{L}+)(?!\\p{L})",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  static {
    put(
        Role.MARKET,
        "market customer customers client clients segment audience buyer buyers users public demand visitors guests learners pupils students patients members audience mandanten kundschaft"
            + " besucher besuche patienten mitglieder schüler gäste gaeste besökare elever medlemmar visiteurs spectateurs adhérents alumnos usuarios pacientes socios"
            + " markt kunde kunden käufer kaeufer zielgruppe nachfrage marknad kund kunder köpare kopare publik målgrupp efterfrågan"
            + " marche marché clientele clientèle acheteurs mercado cliente clientes compradores publico público");
    put(
        Role.PRODUCT,
        "product products service services offer offering business company produkt produkte angebot leistung dienst"
            + " firma unternehmen betrieb produkter tjänst tjanst erbjudande verksamhet företag foretag produit produits offre entreprise"
            + " producto productos servicio servicios oferta empresa negocio");
    put(
        Role.GOAL,
        "goal goals objective objectives target targets aim aims ambition ziel ziele vorhaben mal mål malet målet"
            + " objectif objectifs but buts objetivo objetivos meta metas");
    put(
        Role.CONSTRAINT,
        "constraint constraints limit limits budget grenze grenzen bedingung bedingungen gräns gränser villkor"
            + " contrainte contraintes limite limites restriccion restricción restricciones");
    put(
        Role.COMPETITOR,
        "competitor competitors competition rival rivals incumbent incumbents alternative alternatives others peers"
            + " wettbewerb wettbewerber mitbewerb mitbewerber konkurrent konkurrenten konkurrenz alternativen andere"
            + " konkurrens konkurrenter konkurrensen alternativ andra övriga"
            + " concurrent concurrents concurrence autres competidor competidores competencia rivales otros");
  }

  /// Seeds about what there is to work with: what they say of people and money says nothing of a
  /// market.
  private static final Set<String> MEANS =
      Set.of(
          "means",
          "resources",
          "resource",
          "team",
          "crew",
          "staff",
          "mittel",
          "ressourcen",
          "kapazitaet",
          "personal",
          "bestand",
          "haushalt",
          "medel",
          "resurser",
          "moyens",
          "ressources",
          "equipe",
          "medios",
          "recursos",
          "equipo");

  private SeedRole() {}

  /// Seeds about what has been tried: who was reached and who left says nothing of a market.
  private static final Set<String> HISTORY =
      Set.of(
          "history",
          "tried",
          "tries",
          "experience",
          "record",
          "past",
          "bisher",
          "lehren",
          "erfahrung",
          "erfahrungen",
          "erprobt",
          "versuche",
          "hittills",
          "tidigare",
          "facit",
          "erfarenhet",
          "erfarenheter",
          "histoire",
          "essais",
          "historia",
          "pasado",
          "pruebas",
          "lessons",
          "lesson",
          "learned",
          "methods",
          "attempts",
          "experiments",
          "lärdomar",
          "lardomar",
          "försök",
          "forsok",
          "provat",
          "essai",
          "passe",
          "recul",
          "historial",
          "intentos",
          "experiencia",
          "bisheriges",
          "versucht",
          "abgang",
          "channels",
          "kanaele");

  /// Topics of a market that one's own trials speak of as well.
  private static final Set<String> TRIED = Set.of("referral", "association");

  /// Whether a seed cannot speak of a topic of the market.
  static boolean silent(String seed, String topic) {
    return means(seed) || (HISTORY.contains(prefix(seed)) && !TRIED.contains(topic));
  }

  /// Whether a seed tells what has been tried.
  static boolean history(String seed) {
    String prefix = prefix(seed);
    return HISTORY.contains(prefix) && !prefix.equals("abgang");
  }

  private static String prefix(String seed) {
    return Words.fold(seed.substring(0, Math.max(seed.indexOf(':'), 0)));
  }

  /// Whether a seed is about what there is to work with.
  static boolean means(String seed) {
    return MEANS.contains(prefix(seed));
  }

  private static void put(Role role, String words) {
    for (String word : words.split(" ", -1)) {
      BY_WORD.put(word, role);
    }
  }

  /// By the word before the colon; a seed about the market or about something else whose name
  /// begins with a word for competitors is about them.
  static Role of(String seed) {
    int colon = Math.max(seed.indexOf(':'), 0);
    Role role = BY_WORD.getOrDefault(Words.fold(seed.substring(0, colon)), Role.OTHER);
    if (role != Role.OTHER && role != Role.MARKET) {
      return role;
    }
    String name = Words.fold(seed.substring(Math.min(seed.length(), colon + 1)));
    int end = 0;
    while (end < name.length() && Character.isLetter(name.charAt(end))) {
      end++;
    }
    String word = name.substring(0, end);
    return BY_WORD.get(word) == Role.COMPETITOR && !VAGUE.contains(word) ? Role.COMPETITOR : role;
  }

  /// By the id of a seed and by what it says: "market:others" is about competitors where it says
  /// so.
  static Role of(String seed, String content) {
    Role role = of(seed);
    boolean open = role == Role.OTHER || role == Role.MARKET;
    String name = Words.fold(seed.substring(seed.indexOf(':') + 1));
    return open && VAGUE.contains(name) && COMPETES.matcher(content).find()
        ? Role.COMPETITOR
        : role;
  }
}
