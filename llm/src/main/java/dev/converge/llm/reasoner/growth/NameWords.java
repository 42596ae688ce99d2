package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Words by which names of firms are told from other words that begin with a capital.
final class NameWords {
  /// Words that begin a sentence and belong to no name: what stands in every text, and whom
  /// sentences about a market speak of.
  private static final Map<SeedLanguage, Set<String>> FUNCTION = new EnumMap<>(SeedLanguage.class);

  /// After one of these stands a place, a date or a thing, and nobody who acts.
  private static final Map<SeedLanguage, Set<String>> BEFORE = new EnumMap<>(SeedLanguage.class);

  static {
    FUNCTION.put(
        SeedLanguage.EN,
        set(
            "a an the our we us they them it its their his her he she you i me my most many some few all both several no none"
                + " not nobody everyone everybody anybody one two three four five six seven eight nine ten each every only other"
                + " others another any either neither such this that these those there here what who which where when while whereas"
                + " since because although though if unless until before after during despite besides beyond without with within in"
                + " on at for from by of to into over under near around about across along among between against as than then so"
                + " yet but and or nor also too again still already often sometimes usually mostly mainly recently currently today"
                + " now nowadays finally first second third last next further furthermore moreover however meanwhile instead"
                + " otherwise elsewhere online outside inside perhaps maybe even just almost nearly more less least much cheap"
                + " cheaper existing established competitors competitor rivals rival incumbents incumbent alternatives alternative"
                + " competition customers customer buyers people clients users owners operators prices price costs nothing doing parents schools patients farmers families imported homes shops restaurants hotels managers owners chefs coating"
                + " staff quality service services delivery unlike like compared versus nor anyone someone whoever whether up down"
                + " half twice once where's there's it's they're that's he's she's we're we've they've don't"));
    FUNCTION.put(
        SeedLanguage.DE,
        set(
            "der die das den dem des ein eine einen einem einer eines kein keine keinen es sie er wir ihr ich uns unser unsere"
                + " unseren unserem unserer mein meine sein seine ihre ihren ihrem ihrer viele einige alle beide mehrere manche wenige"
                + " andere anderen keiner niemand jeder jede jedes nur auch noch schon sehr mehr weniger hier dort da heute derzeit"
                + " bisher jetzt nun dann danach daneben dazu dafür dabei außerdem ferner zudem und oder aber doch denn weil wenn"
                + " obwohl während ob dass als wie seit bei mit ohne von vom aus im in am an auf für um über unter vor nach zu zum zur"
                + " gegen durch bis trotz neben zwischen gegenüber anders billiger günstiger teurer wer was wo wann warum welche"
                + " neu übrigens allerdings jedoch immerhin natürlich mittlerweile neuerdings künftig früher inzwischen einzig allein selbst sogar ebenso"
                + " ähnlich teils zuletzt zunächst schließlich dagegen hingegen dennoch trotzdem deshalb darum davon damit hinzu vielleicht wohl eher"
                + " gerade genau manchmal direkt weiter näher nebenan drüben oben unten beim vom man nichts etwas so erst sonst meist meistens oft manchmal selten häufig fast rund etwa knapp gut wirklich"
                + " leider zwei drei vier fünf sechs sieben acht neun zehn beides diese dieser dieses diesen jene solche wettbewerber"
                + " wettbewerb konkurrenz konkurrenten mitbewerber marktführer platzhirsch alternative alternativen anbieter hersteller"
                + " kunden kundinnen käufer leute menschen firmen unternehmen betriebe händler preise preis kosten qualität wer's"));
    FUNCTION.put(
        SeedLanguage.SV,
        set(
            "den det de en ett vi vår vårt våra oss ni jag min mitt han hon hen dess deras sin sitt sina flera många några alla"
                + " båda få andra annan annat ingen inget inga varje bara endast också även ännu redan mycket mer mindre här där"
                + " i på av till från för med utan om vid hos mot under över efter före innan sedan när medan eftersom trots mellan"
                + " inom och eller men att som än så då nu idag hittills dessutom däremot dock annars ofta ibland sällan oftast"
                + " vissa somliga folk man inte ingenting vad vem var vilka vilken hur varför två tre fyra fem sex sju åtta nio tio"
                + " hälften resten mest billigare dyrare konkurrenterna konkurrenter konkurrenten konkurrent konkurrensen"
                + " billigt dyrt segelmakare föräldrar skolor kommuner marknadsledaren alternativet alternativ kunder kunderna köparna priset priserna personalen kedjorna företagen"
                + " butikerna kommunen kommunerna medlemmarna till jämfört utom förutom både samt enligt just precis dit"));
    FUNCTION.put(
        SeedLanguage.FR,
        set(
            "le la les l' un une des du de d' ils elles il elle on nous notre nos vous votre vos je mon ma mes son sa ses leur"
                + " leurs ce cet cette ces plusieurs certains certaines beaucoup tous toutes tout deux trois quatre cinq six sept"
                + " huit neuf dix autres autre aucun aucune personne rien chaque quelques peu plus moins très aussi encore déjà"
                + " aujourd'hui actuellement maintenant puis ensuite enfin mais ou et donc car or ni si comme quand que qui quoi dont"
                + " où pourquoi comment en dans sur sous pour par avec sans chez contre vers depuis pendant avant après entre malgré"
                + " selon outre hormis sauf ici là ailleurs souvent parfois rarement concurrents concurrent concurrence clients"
                + " client acheteurs prix coûts gens moitié c'est c' s' n' quant même seul seule seuls"));
    FUNCTION.put(
        SeedLanguage.ES,
        set(
            "el la los las lo un una unos unas de del al ellos ellas él ella nosotros nuestro nuestra nuestros nuestras yo mi"
                + " mis tu su sus este esta estos estas ese esa eso aquel varios varias algunos algunas muchos muchas todos todas"
                + " todo dos tres cuatro cinco seis siete ocho nueve diez otros otras otro otra ningún ninguno ninguna nadie nada"
                + " cada pocos más menos muy también aún todavía ya hoy actualmente ahora luego después además pero o u y e ni si"
                + " como cuando que quien quienes donde porque aunque mientras en sobre para por con sin contra desde durante antes"
                + " entre según excepto salvo aquí allí a ante bajo hasta tras competidores competidor competencia clientes precios"
                + " precio gente mitad solo sólo hay se lo le les frente"));
    BEFORE.put(
        SeedLanguage.EN,
        set(
            "in at on from of to for with by near around since until through via over under into across within between along"
                + " after before about per behind outside inside towards during without"));
    BEFORE.put(
        SeedLanguage.DE,
        set(
            "in im aus bei beim von vom seit nach zum zur mit für auf am an über durch bis vor um ohne unter gegen zu je pro ins"));
    BEFORE.put(
        SeedLanguage.SV,
        set(
            "i på av till från för med vid hos sedan under över efter före innan mellan inom genom via runt kring utan mot åt om"));
    BEFORE.put(
        SeedLanguage.FR,
        set(
            "à au aux de du des d' en dans sur sous pour par avec chez depuis pendant avant après entre vers sans contre via près"));
    BEFORE.put(
        SeedLanguage.ES,
        set(
            "a al de del en sobre para por con desde durante antes entre hasta tras sin contra vía hacia"));
  }

  /// Materials, tools and habits: what buyers may use instead, and nobody's name.
  static final Set<String> THINGS =
      set(
          "plastic wood paper glass steel concrete cardboard cotton wool leather rubber straw hay diesel petrol gas oil coal"
              + " electricity water milk bread cheese meat fish polystyrene styrofoam aluminium aluminum iron clay stone brick bamboo"
              + " nylon polyester foam gravel sand salt sugar chemicals pesticides fertiliser fertilizer compost manure ice renting"
              + " leasing buying waiting inertia habit email mail post phone fax software hardware insurance advertising spreadsheets"
              + " whatsapp instagram tiktok linkedin youtube powerpoint pen pencil chalk bags boxes crates million millions"
              + " word gps solar"
              + " holz papier glas stahl beton karton pappe baumwolle wolle leder gummi stroh heu benzin erdgas öl kohle strom wasser"
              + " milch brot käse fleisch fisch kunststoff plastik styropor eisen ton ziegel schaumstoff kies salz zucker chemie dünger"
              + " kompost eis millionen milliarde milliarden dutzend paar prozent euro stück liter kilo tonnen meter hälfte drittel viertel teil miete gewohnheit telefon zettel kreide tabellen handarbeit eigenbau nichtstun abwarten"
              + " trä papper glas stål betong kartong bomull ull läder gummi halm hö diesel bensin gas olja kol el vatten mjölk bröd"
              + " ost kött fisk plast frigolit järn lera sten skum grus salt socker kemikalier gödsel kompost is hyra vana telefon"
              + " lappar penna"
              + " bois papier verre acier béton carton coton laine cuir caoutchouc paille foin essence gaz huile charbon électricité"
              + " eau lait pain fromage viande poisson plastique polystyrène fer argile pierre brique mousse gravier sel sucre engrais"
              + " glace location habitude téléphone"
              + " madera papel vidrio acero hormigón cartón algodón lana cuero caucho paja heno gasolina aceite carbón electricidad"
              + " agua leche pan queso carne pescado plástico poliestireno hierro arcilla piedra ladrillo espuma grava sal azúcar"
              + " fertilizante hielo alquiler costumbre teléfono");

  /// Places, nations, days and months: words with a capital that name nobody who sells.
  static final Set<String> PLACES =
      set(
          "europe germany france spain sweden britain england scotland wales ireland italy poland portugal denmark norway finland"
              + " austria switzerland belgium netherlands china india japan america london paris berlin madrid stockholm barcelona"
              + " hamburg munich münchen köln wien zürich göteborg malmö uppsala oslo amsterdam brussels lyon marseille valencia"
              + " sevilla dublin edinburgh manchester leeds bristol"
              + " german english french spanish swedish british american chinese dutch danish norwegian finnish italian polish"
              + " european asian indian japanese scottish irish welsh portuguese austrian swiss belgian baltic nordic scandinavian"
              + " european's germans swedes"
              + " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
              + " september october november december christmas easter ramadan"
              + " montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember"
              + " weihnachten ostern sommer winter herbst frühling frühjahr anfang mitte ende deutschland österreich schweiz europa"
              + " frankreich spanien schweden polen italien niederlande dänemark bayern sachsen hessen nrw norden süden westen osten"
              + " sverige tyskland frankrike spanien norge danmark finland polen italien kina europa norden jul påsk"
              + " allemagne france espagne suède italie belgique suisse europe chine noël pâques portugal bretagne normandie provence"
              + " alemania francia españa suecia italia portugal bélgica suiza europa china navidad andalucía cataluña galicia"
              + " eu uk usa us gps crm erp pdf sms usb it hr pr b2b b2c saas api ai ki co2 eur sek gbp usd vat mwst diy gdpr dsgvo iso"
              + " oem ce tv pc qr nfc nhs mot rgpd iva tva moms kmu b&b bio ok");

  /// What follows a word with a capital that says what kind of firms are meant: "Letting agents".
  static final Set<String> KINDS =
      set(
          "agents tutors trainers teachers carers cleaners drivers freelancers individuals volunteers chatbots bots assistants spreadsheets agencies firms companies shops stores clubs schools banks providers vendors"
              + " brokers apps services suppliers makers manufacturers farms dealers builders tools sites platforms chains startups"
              + " imports bags boxes sheets groups forums markets systems products brands"
              + " firmor butiker byråer leverantörer kedjor föreningar agences magasins fournisseurs sociétés"
              + " agencias tiendas proveedores empresas");

  /// Verbs of many: what stands before them in a sentence is no name of one.
  static final Set<String> OF_MANY =
      set(
          "are were have do cost sell offer charge make take give come go work use buy rent deliver compete dominate still often"
              + " sind waren haben machen kosten verkaufen bieten verlangen nehmen geben kommen gehen arbeiten nutzen kaufen"
              + " mieten liefern dominieren beliefern vermieten betreiben reparieren werben können wollen warten helfen"
              + " sont ont font vendent offrent proposent coûtent louent livrent dominent"
              + " son están tienen hacen venden ofrecen cuestan alquilan entregan dominan cobran");

  /// What ends the name of a firm.
  static final Set<String> LEGAL =
      set(
          "gmbh ag kg ohg ug eg se mbh ab hb kb ltd limited llp llc inc plc co corp sa sas sarl sl slu oy as aps bv cooperative"
              + " group gruppe brothers sons söhne hermanos frères");

  /// Small words inside a name, if another word with a capital follows.
  static final Set<String> INSIDE = set("de del du des d' la las los le les of & + von van der am");

  /// Words that join two names.
  static final Set<String> JOINTS = set("and or und oder sowie och eller samt et ou y o e");

  /// In German: nouns that are none of these may be names where no article stands before them.
  static final Pattern GERMAN_NOUN =
      Pattern.compile(
          ".*(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|ion|ionen|tät|ismus|händler|märkte|markt|läden|laden|ketten|kette"
              + "|häuser|firmen|firma|betriebe|anbieter|hersteller|dienste|dienst|vereine|portale|systeme|geräte|tabellen|listen|werke"
              + "|gruppen|agenturen|kanzleien|büros|shops|foren|berater|leute|kräfte|meister|gärten|höfe|fahrer|lieferanten|nutzer"
              + "|importe|produkte|preise|kosten|zeit|zeiten|stunden|jahre|monate|tage|euro|prozent|apotheken|drogerien|bäcker)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// With what a sentence may begin that is no name by itself and may be a part of one.
  static final Set<String> ADJECTIVES =
      Set.of(
          "local",
          "regional",
          "national",
          "international",
          "traditional",
          "independent",
          "big",
          "bigger",
          "biggest",
          "large",
          "larger",
          "small",
          "smaller",
          "old",
          "older",
          "new",
          "newer",
          "good",
          "better",
          "best",
          "cheapest",
          "great",
          "little",
          "single",
          "last",
          "private",
          "freelance",
          "cheap",
          "several",
          "various",
          "home",
          "foreign",
          "imported",
          "mobile",
          "lokala",
          "stora",
          "små",
          "nya",
          "gamla",
          "sist",
          "grands",
          "petits",
          "grandes",
          "pequeños",
          "nuevos");

  /// What firms do and what no work that ends in "-ing" does.
  static final Set<String> ACTS =
      Set.of(
          "has",
          "sells",
          "offers",
          "makes",
          "charges",
          "delivers",
          "ships",
          "does",
          "rents",
          "runs",
          "serves",
          "supplies",
          "covers",
          "bought",
          "started",
          "launched");

  /// How and with whom one competes: with these a sentence about competitors begins, and no name.
  private static final Set<String> COMPETES =
      set(
          "indirectly indirect directly direkt direkte direkter direkten indirekt indirekte indirekter indirekten direkta indirekta"
              + " konkurrieren konkurriert konkurrerar konkurrera indirectement directement indirectamente directamente indirecto"
              + " indirectos directos directs competimos compiten compite compete competes");

  private NameWords() {}

  static Set<String> set(String words) {
    return new HashSet<>(List.of(words.split(" ", -1)));
  }

  static boolean function(SeedLanguage language, String folded) {
    return COMPETES.contains(folded) || FUNCTION.getOrDefault(language, Set.of()).contains(folded);
  }

  static boolean before(SeedLanguage language, String folded) {
    return BEFORE.getOrDefault(language, Set.of()).contains(folded);
  }
}
