package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Orders;
import java.util.regex.Pattern;

/// How far a sentence of a source can be passed on to readers.
enum Standing {
  /// It informs.
  STATED,
  /// It stands beside the matter, by its own words: "by the way".
  ASIDE,
  /// A greeting, thanks, or a question to whoever reads it.
  TALK,
  /// Its author has only heard it, supposes it, or asks.
  UNSURE,
  /// It speaks of what was, by its own words or by the name of its source.
  OLD,
  /// It advertises.
  PRAISE,
  /// It says what is to become of the text, or what its writer is to do.
  TO_WRITER,
  /// It is not for readers: numbers of files and versions, and what is said to be secret.
  INTERNAL,
  /// It refers to a sentence that cannot be passed on.
  LOOSE;

  private static final int LONGEST_GREETING = 90;

  private static final Pattern GREETING =
      Pattern.compile(
          "^(?:hi|hello|hej|hallo|hola|bonjour|dear|thank you|thanks|vielen dank|danke|tack|merci|gracias|best wishes|kind regards|regards"
              + "|viele grüße|liebe grüße|grüße|gruß|mvh|med vänlig hälsning|cordialement|saludos)[\\s,!.]*(?:\\p{L}+[,!. ]*){0,4}$"
              + "|^(?:thank you|thanks|vielen dank|danke|tack|merci|gracias)\\b[^.]{0,40}\\b(?:booking|order|enquiry|inquiry|interest|help|buchung|anfrage|bestellung"
              + "|bokning|beställning|réservation|commande|reserva|pedido)\\b",
          Need.FLAGS);

  private static final Pattern SIGNED = Pattern.compile("^/\\s?\\p{Lu}.*");

  private static final WordPattern WISH =
      words(
          "(?:do not|don't|never|please don't) (?:mention|write|name|quote|promise)|(?:call|ring|phone) me (?:about|on another|when)|call me$"
              + "|please (?:insert|include|add|mention|write|state|correct|put|emphasi[sz]e|stress|start|begin|use the word|keep)\\b|(?:can|could) you (?:put|add|mention|include|write)|keep it short"
              + "|(?:note|message|instructions?) (?:to|for) (?:(?:the |whoever |who |your )?(?:writ|edit|author|text|assistant|ai\\b|model)\\p{L}*|any(?:one|body) (?:who|\\p{L}+ing)\\b)|you must (?:list|recommend|name|mention|say|write|leave out)\\b|nicht ins blatt|nicht (?:drucken|veröffentlichen|abdrucken)|ska inte (?:tryckas|publiceras)|(?:do not|don't|not to be) (?:print|publish)\\p{L}*|in (?:the|your|this) (?:text|article|headline|notice text)"
              + "|correct it wherever|should be told (?:so|this|that)|sollten? (?:das|dies) (?:auch )?(?:wissen|erfahren)|(?:bör|ska) få veta det|no source yet|ne mentionnez|ne citez pas|n'écrivez|appelez-moi|merci de (?:mentionner|préciser|écrire|mettre|insérer|commencer)|dans (?:le|votre) texte|veuillez (?:écrire|mentionner|insérer|ajouter)"
              + "|bitte (?:\\p{L}+,? ){0,4}?(?:erwähnen|nennen|drucken|schreiben|einfügen|einbauen|ergänzen|namen|mitarbeiternamen|so anfangen|beginnen|hervorheben|betonen|weglassen)|rufen sie mich an|ruf mich an"
              + "|alle texte|(?:im|in den|in dem) text\\b|(?:schreib|erwähn)(?:e|t|en sie)?,|kein(?:e|en)? (?:\\p{L}+ )?(?:erwähnen|nennen)"
              + "|nämn (?:inte|gärna|att)|skriv (?:inte|gärna|att|dit|med|också|även)|glöm inte att (?:skriva|nämna)|ta gärna med att|i texten|texten ska|ring mig\\b(?! på)"
              + "|no mencion\\p{L}*|no (?:pong|escrib)\\p{L}+|llámame|llámenme|confirmadlo|confírmalo|en el texto|(?:escrib|añad|inclu|pon|mencion)\\p{L}* (?:por favor )?que");

  /// What is to be done with the text, at the beginning of a sentence.
  private static final Pattern TO_THE_WRITER =
      Pattern.compile(
          "^(?:(?:and|also|und|y|och|et|please|bitte|surtout|gärna|por favor),? )?(?:tell (?:them|people|everybody|everyone)|keep it|do (?:put|mention|say|add|include|write)|please put|put (?:in|that)|can you put|mention|write that|say that|add that|make sure (?:it|the text|you (?:say|mention))|be sure to (?:say|mention)"
              + "|(?:system|editor'?s?|author'?s?) note|note to|headline:|subject:|schreibt?|schreiben sie|erwähn(?:e|t|en sie)|nenn(?:e|t)|sag(?:t)? (?:ihnen|allen)|escribid|escribe|poned|pon que|decid|di que|añadid|añade|incluid|mencionad|menciona"
              + "|skriv|nämn|säg att|lägg till|écrivez|écris|dites|dis que|ajoutez|ajoute|mettez (?:que|en)|insérez|précisez|mentionnez)(?![\\p{L}-])",
          Need.FLAGS);

  /// What somebody has only heard or supposes.
  private static final WordPattern HEARSAY =
      words(
          "(?:i think|i believe|i guess|i suppose|i reckon|i've heard|i heard|i hear|i was told|i'm told|(?:someone|somebody|they|people) (?:told me|said|says?)|told me (?:that|it|the)"
              + "|i tell everybody|as far as i (?:know|remember)|if i remember|i remember|i seem to|if i'm not mistaken|i'm not sure|not sure (?:if|whether)|rumou?r|apparently|we'll see|remains to be seen|not yet (?:certain|confirmed)|in my (?:calendar|diary|notes)|according to my|from memory"
              + "|mal sehen|klärt (?:sie|er|das|es)? ?noch|(?:muss|wird) noch geklärt|noch (?:offen|unklar|nicht sicher)|habe gehört|hab gehört|gehört habe|ich glaube|glaube ich|dachte ich|ich dachte|ich meine|meine ich|ich vermute|meines wissens|soviel ich weiß|soweit ich|wenn ich mich|ich erinnere|angeblich|(?:man|jemand) (?:sagt|sagte|hat (?:mir )?gesagt)|gerücht\\p{L}*"
              + "|nach mein(?:em|er) (?:zettel|kalender|erinnerung|plan|unterlagen|notiz\\p{L}*)|in meinem kalender|bin (?:mir )?nicht sicher"
              + "|vi får se|inte klart (?:än|ännu)|jag tror|tror jag|jag har hört|har jag hört|jag hörde|jag minns|minns jag|om jag minns|jag har för mig|har jag för mig|enligt min(?:a)? |enligt mitt |i min kalender|vad jag (?:vet|minns)|jag är inte säker|någon sa|ryktet|lär visst"
              + "|on verra|à confirmer|je crois|je pense|il me semble|me semble-t-il|j'ai entendu|j'ai lu|à mon avis|on m'a dit|paraît-il|il paraît|si je me souviens|de mémoire|dans mon agenda|d'après mon|selon mon|je ne suis pas sûre?|sauf erreur"
              + "|ya veremos|por confirmar|me dicen|me han dicho|me dijeron|dicen que|creo que|me parece|pienso que|he oído|he leído|según mi|si no recuerdo|si no me equivoco|en mi (?:calendario|agenda)|no estoy segur[oa]|al parecer|por lo visto)\\b");

  private static final WordPattern PAST =
      words(
          "(?:(?:an |the |in (?:an|the) )?(?:earlier|older|old|previous|former) (?:letter|notice|leaflet|flyer|poster|brochure|version|plan|draft|price list|e-?mail|post)|in the first draft|first draft|last (?:autumn|spring|winter|summer|year)'s (?:plan|price\\p{L}*|leaflet|list)|(?:plan|leaflet|list|brochure) of last (?:autumn|spring|winter|summer|year)"
              + "|(?:we'd|we had|i'd|they'd) (?:hoped|planned|wanted)|used to (?:be|cost|say)|was (?:originally|first|once) (?:planned|meant|set)|we'll (?:change|correct|fix) (?:that|it|this)|will be corrected"
              + "|(?:ein(?:em)? |das |dem |im )?(?:frühere[sn]?|ältere[sn]?|alte[sn]?|vorige[sn]?) (?:schreiben|brief|aushang|plakat|flyer|faltblatt|prospekt|zettel|version|entwurf|preisliste|plan|fassung)|(?:im|in) (?:ersten|alten|früheren) (?:entwurf|plan|schreiben|fassung)"
              + "|wäre(?:n)? (?:uns|mir) lieber|(?:das )?ändern wir noch|wird noch (?:geändert|korrigiert|berichtigt)|war ursprünglich|ursprünglich (?:war|geplant)|galt bisher"
              + "|(?:enligt )?(?:en|det|den|ett) (?:äldre|gammal|gamla|gammalt|tidigare|förra) (?:affisch\\p{L}*|brev\\p{L}*|lapp\\p{L}*|broschyr\\p{L}*|version\\p{L}*|utkast\\p{L}*|plan\\p{L}*|prislista\\p{L}*|anslag\\p{L}*|notis\\p{L}*)|(?:det )?(?:ändrar|rättar) vi (?:snart|sen|sedan|senare)|i första utkastet|var (?:först|ursprungligen) (?:tänkt|planerat)"
              + "|(?:l'ancien(?:ne)?|une ancienne|un ancien|ancien(?:ne)?) (?:affiche|courrier|lettre|dépliant|brochure|version|tarif|plan)|on (?:va )?(?:corrige|corriger|changer)(?: ça| cela)|premier projet|était prévu|initialement"
              + "|(?:el|un|una|la|en el|en la) (?:antigu[oa]|anterior|viej[oa]) (?:folleto|cartel|carta|aviso|versión|tarifa|plan)|(?:folleto|cartel|carta|aviso|versión|tarifa) (?:antigu[oa]|anterior|viej[oa])|lo (?:cambiaremos|corregiremos)|primer borrador|estaba previsto|inicialmente)\\b");

  private static final Pattern ONCE =
      Pattern.compile(
          "^(?:last (?:year|autumn|spring|season|time)|(?:voriges|letztes|vergangenes) jahr|im vorjahr|beim letzten mal|förra (?:året|gången)|i fjol|l'an dernier|l'année dernière|la dernière fois|el año pasado|la última vez)\\b(?! (?:we|the) (?:changed|decided)).*",
          Need.FLAGS);

  private static final WordPattern BESIDE =
      words(
          "(?:by the way|incidentally|anyway|on another note|on a different note|unrelated|apart from that|p\\.?s\\.?|übrigens|im übrigen|nebenbei(?: bemerkt)?|ach ja|noch etwas|anderes thema|sonst noch"
              + "|för övrigt|förresten|en annan sak|i övrigt|au fait|autre sujet|un autre sujet|soit dit en passant|par ailleurs|rien à voir|il reste à|por cierto|otra cosa|otro tema|aparte de eso|nästa projekt|nächstes projekt|next project)(?![\\p{L}\\p{N}])");

  private static final WordPattern FILED =
      words(
          "(?:firmware|software version|vertrags-?(?:nr|nummer)|policen?-?(?:nr|nummer)|prüfbericht (?:nr|nummer)|aktenzeichen|az\\.|seriennummer|kundennummer|rechnungs-?(?:nr|nummer)|contract (?:no|number)|policy (?:no|number)|serial (?:no|number)|invoice (?:no|number)|file (?:no|number)|ticket (?:no|number|#)|report (?:no|number)"
              + "|avtals-?(?:nr|nummer)|kundnummer|diarienummer|dnr|fakturanummer|serienummer|contrat n°|n° de (?:contrat|dossier|série|police)|dossier n°|(?:n\\.?º|número) de (?:contrato|expediente|serie|póliza)|contrato n\\.?º|expediente n?)"
              + "|(?:secret|confidential|off the record|for internal use|not for publication|not public yet|hemlig[at]?|konfidentiell\\p{L}*|vertraulich\\p{L}*|geheim|nicht öffentlich|confidentiel\\p{L}*|pas encore public|confidencial\\p{L}*|secreto)\\b");

  /// A source whose name says that it is out of date.
  private static final Pattern OLD_NAME =
      Pattern.compile(
          "(?:^|[._:-])(?:old|older|outdated|former|previous|archive|alt|alte[rsnm]?|archiv|veraltet|gammal|gamla|gammalt|tidigare|arkiv|ancien|ancienne|archives|antigu[oa]|viej[oa]|anterior|archivo|last-?year|vorjahr|fjol\\p{L}*)(?=[._:-]|$)",
          Need.FLAGS);

  private static final Pattern AD_NAME =
      Pattern.compile(
          "(?:^|[._:-])(?:marketing|ads?|advert\\p{L}*|promo\\p{L}*|campaign|brochure|werbung|vertrieb|prospekt|kampanj\\p{L}*|reklam|publicit[eé]|pub|publicidad|anuncio|campaña|campana|campagne|kampagne)(?=[._:-]|$)",
          Need.FLAGS);

  private static final WordPattern OFFER =
      words(
          "(?:special offer|sale|discount|bargain|now only|aktion|angebot|sonderpreis|schnäppchen|kampanj\\p{L}*|erbjudande\\p{L}*|rea|promo\\p{L}*|offre|soldes|oferta\\p{L}*|rebajas)\\b");

  private static final WordPattern SUPERLATIVE =
      words(
          "(?:best|finest|ideal|perfect|unique|unbeatable|gift|beste[rsnm]?|einzigartig\\p{L}*|unschlagbar\\p{L}*|perfekt\\p{L}*|geschenk\\p{L}*|bäst\\p{L}*|unik\\p{L}*|oslagbar\\p{L}*|present|meilleure?s?|idéal\\p{L}*|parfait\\p{L}*|cadeau|mejor(?:es)?|perfect[oa]|únic[oa]|regalo)\\b");

  private static WordPattern words(String words) {
    return new WordPattern(Pattern.compile("\\b(?:" + words + ")", Need.FLAGS));
  }

  /// Whether what it says is left out of the text, whatever it is about.
  boolean dismissed() {
    return switch (this) {
      case STATED, ASIDE -> false;
      case TALK, UNSURE, OLD, PRAISE, TO_WRITER, INTERNAL, LOOSE -> true;
    };
  }

  /// How a source stands as a whole.
  static Standing ofSource(String id) {
    return OLD_NAME.matcher(id).find() ? OLD : AD_NAME.matcher(id).find() ? PRAISE : STATED;
  }

  /// How a sentence stands.
  ///
  /// @param source how its source does
  static Standing of(String sentence, Standing source) {
    String bare = sentence.strip();
    if (Orders.in(bare) || TO_THE_WRITER.matcher(bare).lookingAt() || WISH.in(bare)) {
      return TO_WRITER;
    }
    if (HEARSAY.in(bare)) {
      return UNSURE;
    }
    if (bare.endsWith("?")) {
      return TALK;
    }
    if ((GREETING.matcher(bare).find() && bare.length() < LONGEST_GREETING)
        || SIGNED.matcher(bare).matches()) {
      return TALK;
    }
    if (source == OLD || PAST.in(bare) || ONCE.matcher(bare).matches()) {
      return OLD;
    }
    boolean loud = bare.endsWith("!");
    if ((loud && (source == PRAISE || bare.endsWith("!!") || OFFER.in(bare)))
        || (source == PRAISE && SUPERLATIVE.in(bare))) {
      return PRAISE;
    }
    if (FILED.in(bare)) {
      return INTERNAL;
    }
    return BESIDE.in(bare) ? ASIDE : STATED;
  }
}
