package dev.converge.llm.reasoner.growth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RivalNamesTest {
  @Test
  void oneWhoIsNamedByAPartOfTheNameIsTheSame() {
    assertEquals(
        List.of("Corridor Languages Ltd"),
        names(
            SeedLanguage.EN,
            "Corridor Languages Ltd charges about double.",
            "Corridor Languages is booked until August."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN|Celtic Marches presses for us under contract, it sells its own cider.",
        "EN|Exclusive Piano Group sells and rents and refers repair work to me.",
        "EN|About 90 tuners work alone in greater Melbourne.",
        "DE|Die Vermittler, zum Beispiel Talent Orange, bringen uns Kunden."
      })
  void whoWorksForOneIsNoCompetitor(SeedLanguage language, String sentence) {
    assertEquals(List.of(), names(language, sentence));
  }

  @Test
  void whatFollowsASemicolonCanSayThatSomebodyIsNoCompetitor() {
    assertEquals(
        List.of(),
        names(
            SeedLanguage.EN,
            "Interactio sells interpreting",
            "we work beside them on twenty events."));
  }

  private static List<String> names(SeedLanguage language, String... sentences) {
    List<SeedPassage> passages = new ArrayList<>();
    for (String sentence : sentences) {
      passages.add(
          new SeedPassage(
              "competitor:all",
              SeedPassage.Role.COMPETITOR,
              passages.size(),
              sentence,
              Set.of(),
              List.of()));
    }
    return new RivalNames(passages, language).names();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN|Our direct competitors are Holtby Instruments, which sells cabled systems, and the start-up CropPulse, which is"
            + " cheaper but needs a signal inside the silo.|Holtby Instruments;CropPulse",
        "EN|We compete mainly with the chain Tarn & Co, which has a shop in Hull, and with Ebbwater.|Tarn & Co;Ebbwater",
        "EN|Some patients use the exercise app KneeWise instead of coming to a clinic.|KneeWise",
        "DE|Direkte Wettbewerber sind die Firma Lernwerk Plus, die 9 Euro verlangt und vor allem Industriebetriebe bedient, und das"
            + " Berichtsheft von Azubimeister, das kostenlos ist.|Lernwerk Plus;Azubimeister",
        "DE|Als Mitbewerber sehen wir das Weingut Hollerbach, das mit einer Vinothek gut verkauft, und die Kellerei Maintal eG, die"
            + " billiger ist.|Weingut Hollerbach;Kellerei Maintal eG",
        "SV|Våra konkurrenter är Nordlinne AB, som är billigare, och Tvättkompaniet i Gävle, som bara kör ut två gånger i veckan.|Nordlinne AB;Tvättkompaniet",
        "SV|Föreningsportalen och Styrelsehjälpen AB är våra närmaste konkurrenter.|Föreningsportalen;Styrelsehjälpen AB",
        "FR|Nos concurrents directs sont Cargolis, qui vend des vélos fabriqués en Asie, et Vélomax Pro, qui loue ses vélos.|Cargolis;Vélomax Pro",
        "ES|Competimos con el Acuario de la Ría, que cobra 14 euros y hace publicidad, y con el Parque Minero Los Cobres, que ofrece"
            + " un tren.|Acuario de la Ría;Parque Minero Los Cobres",
        "EN|We mostly lose to VetsOnline Plus (about £180, bundled) and to PawReach, which is cheaper.|VetsOnline Plus;PawReach",
        "EN|Big ones: Fenland Fungi, who deliver through the wholesalers, and Smallhold Weald near Tunbridge Wells.|Fenland Fungi;Smallhold Weald",
        "EN|Great Lakes Tool Service (Toledo, 60 people), EdgeRight (mail-in, cheap).|Great Lakes Tool Service;EdgeRight",
        "EN|Parents compare us with Rocksteady, which runs lessons in school time.|Rocksteady",
        "EN|Eurobike and Rad+Reisen have hundreds of tours each.|Eurobike;Rad+Reisen",
        "EN|Closest is Rackwise from Leeds, then Tally Garage.|Rackwise;Tally Garage",
        "EN|We are compared with MAM Software, TyreBase and, since last year, Wheelhouse.|MAM Software;TyreBase;Wheelhouse",
        "EN|Then Northgate Stock Ltd (Swansea), and 4Tyres, which is online only.|Northgate Stock Ltd;4Tyres",
        "DE|Am häufigsten treffen wir auf ToolTime und Craftnote, gelegentlich auf Plancraft.|ToolTime;Craftnote;Plancraft",
        "DE|Im Regal neben uns: Kornwerk (Mehrweg, Berlin), Oatly, Eigenmarke von Alnatura für 1,19 €.|Kornwerk;Oatly;Alnatura",
        "DE|Wir stehen vor allem im Wettbewerb mit der Autodat GmbH (Kassel) und mit Werbas.|Autodat GmbH;Werbas",
        "DE|Der größte ist Stahlgruber Online mit 900 Betrieben, danach kommt Pneuhaus, etwas billiger.|Stahlgruber Online;Pneuhaus",
        "DE|Von Autodat kommt eine ähnliche Lösung für 60 €, von Pneuhaus eine billigere.|Autodat;Pneuhaus",
        "SV|Vi möter främst Ngenic och Egain, i större upphandlingar även Kiona.|Ngenic;Egain;Kiona",
        "SV|Non-stop dogwear (norska, störst bland aktiva), Hurtta, Julius-K9.|Non-stop dogwear;Hurtta;Julius-K9",
        "SV|Billigt från Temu för 120 kr, har börjat märkas.|Temu",
        "SV|Närmast oss ligger Lagerkoll i Malmö och det danska Dækbasen.|Lagerkoll;Dækbasen",
        "SV|De som inte köper av oss köper av Däckdata eller Hjulia.|Däckdata;Hjulia",
        "EN|If a garage leaves us it goes to Stockr or back to paper.|Stockr",
        "DE|Bekannt sind vor allem Tyre24 und Reifenfix.|Tyre24;Reifenfix",
        "DE|Zwei Anbieter zählen: die Lagerwerk AG aus Ulm und der Neuling Profilio.|Lagerwerk AG;Profilio",
        "SV|Det finns två till: Lagerkoll och Däckverket i Umeå AB.|Lagerkoll;Däckverket i Umeå AB",
        "SV|Konkurrenterna är i huvudsak tre – Däckdata, Hjulia och norska Dekkhotell.|Däckdata;Hjulia;Dekkhotell",
        "EN|Sheppy's low alcohol and Kopparberg alcohol-free are on most bars.|Sheppy;Kopparberg",
        "EN|NexGen is another wool guard, made a mile from the mill that supplies us.|NexGen",
        "DE|Fachlich am nächsten ist uns Dr. Deutsch.|Dr. Deutsch",
        "EN|Castle Ridge Dental Laboratory charges £78 and is quick.|Castle Ridge Dental Laboratory",
        "EN|The Smile Foundry only accepts digital scans.|The Smile Foundry",
        "EN|And then there is brightcrown.com, which mills abroad.|brightcrown.com",
        "EN|Further south CalMac has a bigger boat, bookable online.|CalMac",
        "EN|skyGrid does solar at $15 per hundred.|skyGrid",
        "EN|Local agency Inclusive Ink in Cork do gorgeous reports.|Inclusive Ink",
        "EN|A shop called lumo sells the same for half.|lumo",
        "EN|Swapfiets, Fietsenwinkel and Big Dutchman dominate.|Swapfiets;Fietsenwinkel;Big Dutchman",
        "EN|Worldsensing has wireless nodes.|Worldsensing",
        "EN|W. Outhwaite & Daughters has three hearses.|W. Outhwaite & Daughters",
        "EN|Dignity plc is expensive.|Dignity plc",
        "EN|Wool Over All imports yarn in \"British style\" from abroad.|Wool Over All",
        "EN|The laundry Brolli is cheaper but keeps no record.|Brolli",
        "EN|More Radio Estuary bought two of our presenters in spring.|More Radio Estuary",
        "EN|bay fm online streams for nothing and is run by one tireless man.|bay fm online",
        "EN|hebridean heat is a lovely page and one sauna.|hebridean heat",
        "EN|the back room undercuts everybody at £30.|the back room",
        "EN|the Luxury Loo Co sends mirrors and orchids.|the Luxury Loo Co",
        "EN|The Hot Box Company copied our trailer.|The Hot Box Company",
        "EN|Private tutors off Preply cost £14 upwards.|Preply",
        "EN|Oliver's has the medals and rightly so.|Oliver's",
        "EN|Also: Meadow Labs and Trent Dental.|Meadow Labs;Trent Dental",
        "DE|Das Haus Abendfrieden der Caritas hat 40 Plätze.|Haus Abendfrieden",
        "DE|Die Mama-Börse Grünau, ehrenamtlich, zweimal im Jahr.|Mama-Börse Grünau",
        "DE|Und kleinstil, der Neue in Connewitz, vermietet Strampler.|kleinstil",
        "DE|Neu ist die Plattform feldteil: schicke App, kaum Maschinen.|feldteil",
        "DE|Aus Polen kommt Organy Kamiński, handwerklich ordentlich.|Organy Kamiński",
        "DE|Manche Gemeinde stellt auch einfach eine Digitalorgel von Johannus hin.|Johannus",
        "DE|Wettbewerber: Vinted, Momox Fashion sowie Sellpy.|Vinted;Momox Fashion;Sellpy",
        "SV|Grannen Marina Syd har travelift och lägre pris.|Marina Syd",
        "FR|Le groupe La Boîte à Poils équipe les cliniques qu'il rachète.|La Boîte à Poils",
        "DE|Die Rad & Recht GmbH aus Osnabrück ist stark.|Rad & Recht GmbH",
        "DE|Die Wäscherei Brolli ist billiger, liefert aber kein Protokoll.|Wäscherei Brolli",
        "DE|Und der Platzhirsch heißt nach wie vor Excel, gratis und vertraut.|Excel",
        "DE|Seit dem Frühjahr wirbt auch veloflott mit null Papierkram.|veloflott",
        "DE|Dr. Kolbe & Partner sitzt im selben Haus.|Dr. Kolbe & Partner",
        "DE|Die Tanzfabrik Eins macht nur Hiphop.|Tanzfabrik Eins",
        "DE|Ein Start-up, moosly, baut Mooswände.|moosly",
        "DE|Grohe und Hydropoint verkaufen Geräte für Eigenheime.|Grohe;Hydropoint",
        "SV|Gospelkören Joyful Noise fyller Konserthuset två gånger om året.|Gospelkören Joyful Noise",
        "SV|Sedan finns Bröllopssångarna AB, två proffs från Västerås.|Bröllopssångarna AB",
        "SV|Kakelugnsmakarna i Linköping AB har sex murare.|Kakelugnsmakarna i Linköping AB",
        "SV|Och så häckplantor.se, som tar 129 kr metern.|häckplantor.se",
        "FR|Le café-théâtre L'Envers du Décor attire les jeunes.|L'Envers du Décor",
        "FR|Le Quai a les moyens et les subventions.|Le Quai",
        "ES|La Dama Verde tiene enoturismo de lujo con hotel.|La Dama Verde",
        "ES|Un grupo riojano, Altos de Cameros, ha comprado 90 hectáreas.|Altos de Cameros"
      })
  void whoeverASentenceNamesIsFound(SeedLanguage language, String sentence, String names) {
    assertEquals(List.of(names.split(";", -1)), names(language, sentence));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN|These two are our competitors.",
        "EN|Besides, the manufacturers send newsletters of their own.",
        "SV|Indirekt konkurrerar vi med delade mappar och kalkylblad.",
        "FR|Le concurrent indirect est l'utilitaire électrique d'occasion.",
        "ES|También hay quien prefiere quedarse en la playa, que es gratis.",
        "DE|Unsere Wettbewerber sind die Baumärkte und die Discounter.",
        "EN|Plastic bags cost less and tear.",
        "EN|Spreadsheets are free.",
        "EN|Doing nothing costs nothing.",
        "EN|MineSense isn't one, despite the name.",
        "EN|Most people buy in Germany.",
        "DE|Holz ist billiger.",
        "DE|Baumärkte verkaufen dasselbe.",
        "DE|Die Konkurrenz wirbt mit Schulungen.",
        "DE|Übrigens auch der Baumarkt mit seinem Bastelsamstag.",
        "SV|Plast är billigare.",
        "SV|Kedjorna dominerar i städerna.",
        "FR|Les CAF versent une aide aux familles.",
        "FR|Aujourd'hui beaucoup de clients attendent.",
        "ES|Actualmente nadie lo ofrece."
      })
  void aThingOrAKindOfFirmIsNoName(SeedLanguage language, String sentence) {
    assertEquals(List.of(), names(language, sentence));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN|Merlin Practice, the system most of our customers run, is a partner: they list us.",
        "EN|We exhibit at the London Vet Show each November.",
        "EN|Coating itself is done for us by Ionbond in Cleveland - supplier, not a rival.",
        "EN|VisitDenmark co-funds campaigns, and Stena Line gives our guests 10%.",
        "EN|Tyre Trade News magazine runs our ads.",
        "EN|Rhondda Tyre Supplies, our wholesaler, bundles us with orders.",
        "EN|ATS Euromaster buys from us.",
        "SV|Däckbranschens Riksförbund listar oss.",
        "DE|DATEV ist Schnittstellenpartner, ebenso zwei Großhändler.",
        "DE|Spülbetrieb in Offenburg und Großhändler Rinklin arbeiten mit uns.",
        "DE|BIOwest in Düsseldorf wäre eine Messe, waren noch nie da.",
        "SV|HSB och Riksbyggen är förvaltare som ibland rekommenderar oss.",
        "SV|Göteborg Energi är samarbetspartner i ett pilotprojekt med 12 hus.",
        "SV|Stora Stockholm hundmässan i december: 41 tkr, sålde för 88 tkr."
      })
  void whoeverSuppliesRecommendsOrShowsUsIsNoCompetitor(SeedLanguage language, String sentence) {
    assertEquals(List.of(), names(language, sentence));
  }
}
