/// Frequent words without a meaning of their own.
enum StopWords {
    static let all: Set<String> = Set(
        [english, german, french, spanish].flatMap { $0.split(separator: " ").map(String.init) }
    )

    private static let english =
        "a about above after again all also always am an and any anyone anything are aren as at be because been before "
        + "being below between both but by can cannot could couldn did didn do does doesn doing don done down during each "
        + "else even ever every everyone everything few for from further get gets getting give go going got had hadn has hasn have "
        + "haven having he her here hers herself him himself his how however if in into is isn it its itself just keep let "
        + "like ll lot lots made make makes many may maybe me might more most much must my myself need needs never no nor not nothing "
        + "now of off often on once one only or other others our ours out over own per please put quite rather re really "
        + "same see seem seems she should shouldn since so some someone something still such take than thank thanks that the their "
        + "theirs them themselves then there these they thing things think this those though through to too under until up "
        + "us use used using ve very want wants was wasn way we well were weren what when where which while who whom whose why will with "
        + "within without won would wouldn yes yet you your yours yourself"

    private static let german =
        "aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus bei beim bin bis bist "
        + "bitte da dabei dadurch damit danach danke dann daran darauf darf darin darum das dass dein deine dem den denn dennoch der "
        + "des deshalb die dies diese diesem diesen dieser dieses doch dort du durch ebenso ein eine einem einen einer "
        + "eines einfach einige einigen einmal er es etwas euch euer eure für fuer ganz gar gegen gerade gern gerne gibt ging haben habe hab "
        + "hat hatte hatten hätte hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer immer im in ins ist ja "
        + "jede jedem jeden jeder jedes jedoch jetzt kann kein keine keinem keinen keiner können könnte lassen machen "
        + "man manche mehr mein meine meinem meinen meiner mich mir mit muss müssen nach nein nicht nichts noch nun nur ob oder "
        + "ohne schon sehr sein seine seinem seinen seiner seit sich sie sind so sogar soll sollen sollte sondern sonst "
        + "soweit sowie trotz über ueber um und uns unser unsere unter viel viele vielen vom von vor wann war waren warum was weil "
        + "weiter welche welcher welches wenig wenn wer werde werden wie wieder will wir wird wirklich wo wurde wurden würde zu zum "
        + "zur zwar zwischen"

    private static let french =
        "ai aie ainsi alors après assez au aucun aucune aussi autre autres aux avait avant avec avez avoir avons beaucoup bien "
        + "car ce ceci cela celle celui ces cet cette ceux chaque chez ci comme comment contre dans de depuis des dès donc "
        + "dont du elle elles en encore entre es est et étaient était été être eu eux fait faire faut font grâce il ils je "
        + "jamais jusque la là le les leur leurs lors lorsque lui ma mais mal me même mes mien moi moins mon ne ni non nos "
        + "notre nous on ont ou où par parce pas pendant peu peut peuvent plus plusieurs plutôt pour pourquoi pourrait pouvoir presque qu quand que "
        + "quel quelle quelles quels qui quoi rien sa sans se sera serait ses seulement si soit son sont sous souvent suis sur ta "
        + "tant tel telle tes toi ton toujours tous tout toute toutes très trop tu un une va vers voir vos votre vous vraiment"

    private static let spanish =
        "al algo alguna algunas alguno algunos algún ante antes así aun aunque aún bastante bien cada casi como cómo con "
        + "contra cual cuál cuando cuándo cuanto de del demasiado desde después donde dónde dos durante el él ella ellas ellos en entre era "
        + "eran es esa esas ese eso esos esta está están estas este esto estos estoy fue fueron gracias ha había han hace hacen hacer hacia "
        + "han hasta hay he la las le les lo los luego más me menos mi mientras mis mucha muchas mucho muchos muy nada ni "
        + "ningún ninguna no nos nosotros nuestra nuestro nunca os otra otras otro otros para pero poca poco por porque puede "
        + "pueden pues que qué quien quién se sea según ser será si sí sido siempre sin sino sobre solo sólo somos son soy "
        + "su sus también tan tanto te tener tengo ti tiene tienen toda todas todo todos tu tus un una unas uno unos usted "
        + "ustedes va vez ya yo"
}
