using Community.Companion.Offline;
using Community.Companion.Safety;
using Community.Companion.Safety.Aftercare;

namespace Community.Companion.Tests.Safety;

/// <summary>The ten further languages of the Gulf: direct phrases are found by rules alone, and answered in the language.</summary>
public sealed class LanguagesTests
{
    private static readonly CrisisDetector Rules = new(null);
    private static readonly AftercareAnswers Aftercare = new();

    [Theory]
    [InlineData("hi", "मैं मर जाना चाहती हूँ", CrisisKind.SelfHarm)]
    [InlineData("hi", "mera pati mujhe roz maarta hai", CrisisKind.Abuse)]
    [InlineData("ur", "میں خود کو ختم کر لوں گا", CrisisKind.SelfHarm)]
    [InlineData("ur", "امی سانس نہیں لے رہیں", CrisisKind.MedicalEmergency)]
    [InlineData("bn", "আমি আর বাঁচতে চাই না", CrisisKind.SelfHarm)]
    [InlineData("bn", "সে আমাকে মেরে ফেলবে বলে হুমকি দিয়েছে", CrisisKind.Danger)]
    [InlineData("tl", "Gusto ko nang magpakamatay", CrisisKind.SelfHarm)]
    [InlineData("tl", "Binubugbog ako ng asawa ko", CrisisKind.Abuse)]
    [InlineData("ml", "ഞാൻ ആത്മഹത്യ ചെയ്യാൻ പോകുന്നു", CrisisKind.SelfHarm)]
    [InlineData("ml", "ഭർത്താവ് എന്നെ അടിക്കുന്നു", CrisisKind.Abuse)]
    [InlineData("fa", "می‌خواهم خودکشی کنم", CrisisKind.SelfHarm)]
    [InlineData("fa", "شوهرم منو کتک می‌زنه", CrisisKind.Abuse)]
    [InlineData("fr", "je vais me suicider ce soir", CrisisKind.SelfHarm)]
    [InlineData("fr", "Il menace de me tuer", CrisisKind.Danger)]
    [InlineData("es", "ya no quiero vivir", CrisisKind.SelfHarm)]
    [InlineData("es", "Mi madre no respira", CrisisKind.MedicalEmergency)]
    [InlineData("ru", "Я не хочу жить", CrisisKind.SelfHarm)]
    [InlineData("ru", "Отчим меня бьёт", CrisisKind.Abuse)]
    [InlineData("id", "aku mau bunuh diri", CrisisKind.SelfHarm)]
    [InlineData("id", "Majikan memukuli saya", CrisisKind.Abuse)]
    public void DirectPhrasesAreFoundAndAnsweredInTheLanguage(string language, string text, object kind)
    {
        var finding = Rules.Detect(text).ShouldNotBeNull();
        finding.Kind.ShouldBe((CrisisKind)kind);
        finding.Rule.ShouldStartWith($"{language}.");
        var answer = CrisisAnswer.For(finding, new("AE", "en"));
        answer.ShouldContain("99");
        answer.ShouldNotContain("Thank you for");
        answer.ShouldNotContain("A person to talk to");
        CrisisAnswer.LanguageOfAnswer(answer).ShouldBe(language);
    }

    // Ways to die, pictures as a threat, a locked room, blows, touches, forced marriages: in each script.
    public static TheoryData<string> CrisisTexts =>
        [
            .. new[]
            {
                "आज रात मैं छत से कूद जाऊँगी, अलविदा|maine zeher khareed liya hai, aaj sab khatam ho jayega"
                    + "|yeh mera aakhri message hai, ab aur nahi jeena|मैं हर रात ब्लेड से अपनी बाँह काटती हूँ"
                    + "|उसने मेरी नंगी तस्वीरें रख ली हैं और पैसे माँग रहा है वरना सबको भेज देगा"
                    + "|usne meri nude photos viral karne ki dhamki di hai"
                    + "|मेरे मालिक ने मुझे कमरे में बंद कर दिया है और खाना नहीं देता"
                    + "|sautele pita mujhe galat jagah haath lagate hain"
                    + "|ghar wale meri zabardasti shaadi kara rahe hain, main 15 saal ki hoon"
                    + "|अगर मैं उसे छोड़ूँगी तो वो मुझे जान से मार देगा|papa daaru peekar mummy aur mujhe belt se maarte hain"
                    + "|मुझसे ज़बरदस्ती धंधा करवाते हैं",
                "میں آج رات زہر پی لوں گا|اب اور نہیں سہا جاتا، چھت سے چھلانگ لگا دوں گی"
                    + "|یہ میرا آخری میسج ہے، خدا حافظ ہمیشہ کے لیے|main apni kalai blade se kaat ti hoon jab akeli hoti hoon"
                    + "|وہ میری برہنہ تصویریں گھر والوں کو بھیجنے کی دھمکی دے رہا ہے"
                    + "|larka blackmail kar raha hai, kehta hai pictures mere abbu ko bhej dega"
                    + "|شوہر نشے میں مجھے اور بچوں کو مارتا ہے|bhai ne mujhe kamre mein band kiya hua hai aur mobile bhi le liya"
                    + "|میری زبردستی شادی کرا رہے ہیں، میں صرف چودہ سال کی ہوں"
                    + "|کفیل نے پاسپورٹ رکھ لیا ہے اور کھانا بھی نہیں دیتا"
                    + "|سوتیلا باپ رات کو میرے کمرے میں آتا ہے اور مجھے چھوتا ہے"
                    + "|agar maine usay chora to woh mujhe qatal kar dega",
                "আমি আজ রাতে বিষ খাব|ami chad theke jhap debo, ar parchi na|এটাই আমার শেষ মেসেজ, সবাই ভালো থেকো"
                    + "|ami blade diye hat kati, keu jane na|সে আমার নগ্ন ছবি সবাইকে পাঠিয়ে দেবে বলে টাকা চাইছে"
                    + "|o amar chobi niye blackmail korche|স্বামী মদ খেয়ে আমাকে আর বাচ্চাদের মারে"
                    + "|malik amake ghore talabondho kore rekheche, khete dey na"
                    + "|বাড়ির লোক জোর করে আমার বিয়ে দিচ্ছে, আমার বয়স ১৪|সৎ বাবা মা না থাকলে আমার গায়ে হাত দেয়"
                    + "|ami chole gele se amake mere felbe bole|আমাকে দিয়ে জোর করে দেহব্যবসা করায়",
                "Iinom na ako ng lason mamayang gabi|tatalon na lang ako sa tulay, paalam sa inyong lahat"
                    + "|eto na ang huling mensahe ko, salamat sa lahat, hindi na ako gigising bukas"
                    + "|naglaslas na naman ako kagabi"
                    + "|may hawak siyang mga hubad na picture ko at hinihingan ako ng pera kundi ipapadala niya sa magulang ko"
                    + "|bina-blackmail ako ng ex ko gamit ang video namin|kinulong ako ng amo ko sa kwarto at hindi pinapakain"
                    + "|nilalasing siya ng alak tapos binubugbog ako at ang mga bata ng asawa ko"
                    + "|ginagapang ako ng tiyuhin ko tuwing gabi|pinipilit akong ipakasal sa matanda, 15 lang ako"
                    + "|pinipilit nila akong makipagtalik sa mga customer|sabi niya papatayin niya ako pag iniwan ko siya",
                "ഞാൻ ഇന്ന് രാത്രി വിഷം കുടിക്കും|njan palathil ninnu chadum, ellavarkkum vida"
                    + "|ഇത് എന്റെ അവസാന മെസ്സേജ് ആണ്, ഇനി ജീവിക്കണ്ട|blade kond njan kai murikkarund"
                    + "|അവൻ എന്റെ നഗ്ന ഫോട്ടോ എല്ലാവർക്കും അയക്കുമെന്ന് പറഞ്ഞ് പണം ചോദിക്കുന്നു"
                    + "|avan enne blackmail cheyyunnu, photo veettukarkku ayakkum ennu parayunnu"
                    + "|ഭർത്താവ് കുടിച്ചിട്ട് വന്ന് എന്നെയും മക്കളെയും തല്ലും"
                    + "|muthalali enne muriyil pootti ittu, bhakshanam tharunnilla"
                    + "|രണ്ടാനച്ഛൻ അമ്മ ഇല്ലാത്തപ്പോൾ എന്റെ ദേഹത്ത് തൊടും"
                    + "|veettukar nirbandhich enne kettikkan nokkunnu, enikku 15 vayass"
                    + "|ഞാൻ വിട്ടുപോയാൽ കൊല്ലുമെന്ന് അവൻ പറയുന്നു|enne nirbandhich sareeram vilkkan ayakkunnu",
                "امشب از پشت بوم می‌پرم پایین|dige nemikham zende bemoonam|این آخرین پیاممه، قرص‌ها رو آماده کردم"
                    + "|har shab ba tigh dastamo mibram|عکس‌های لختمو داره و پول می‌خواد وگرنه می‌فرسته برای خانوادم"
                    + "|ex am tahdid mikone aksamo pakhsh kone|شوهرم مست می‌کنه من و بچه‌ها رو می‌زنه"
                    + "|shoharam mano ketk mizane har shab|منو تو خونه زندانی کرده و غذا نمیده"
                    + "|می‌خوان به زور شوهرم بدن، چهارده سالمه|napedarim behem dast mizane vaghti mamanam nist"
                    + "|age tarkesh konam mano mikoshe",
                "j'ai préparé les cachets, ce soir c'est fini|je vais sauter du pont cette nuit, adieu"
                    + "|c'est mon dernier message, je veux plus être là demain|je m'ouvre les bras avec une lame tous les soirs"
                    + "|il menace d'envoyer mes photos nues à toute ma famille si je paie pas"
                    + "|on me fait chanter avec une vidéo intime|mon mari boit et nous tape, les enfants et moi"
                    + "|ma patronne m'a pris mon passeport et m'enferme dans la chambre sans manger"
                    + "|mon beau-père se glisse dans mon lit quand maman dort"
                    + "|mes parents veulent me marier de force cet été, j'ai 15 ans|ils m'obligent à coucher avec des clients"
                    + "|il a dit qu'il me tuerait si je le quitte",
                "ya compré el veneno, esta noche se acaba todo|voy a saltar del puente, adiós a todos"
                    + "|este es mi último mensaje, no quiero estar aquí mañana|me hago cortes con una navaja cuando nadie mira"
                    + "|tiene fotos mías desnuda y me pide dinero o se las manda a mis padres|me chantajean con un video íntimo"
                    + "|mi marido llega borracho y nos pega a mí y a los niños"
                    + "|la patrona me encerró en el cuarto sin comida y me quitó el pasaporte"
                    + "|mi padrastro se mete en mi cama cuando mamá trabaja"
                    + "|mis padres me obligan a casarme con un señor, tengo 14|me tienen encerrada y me hacen prostituirme"
                    + "|dice que si lo dejo me mata",
                "сегодня ночью прыгну с моста, прощайте|ya bolshe ne mogu tak zhit, naglotayus tabletok"
                    + "|это моё последнее сообщение, завтра меня не будет|ya rezhu sebe ruki kazhduyu noch"
                    + "|он угрожает разослать мои голые фото родителям, если не заплачу|menya shantazhiruyut intimnym video"
                    + "|муж напивается и бьёт меня и детей|хозяйка заперла меня в комнате, не кормит и забрала паспорт"
                    + "|дядя лезет мне под юбку, когда никого нет дома|родители насильно выдают меня замуж, мне 15"
                    + "|меня заставляют заниматься проституцией|on skazal chto ubyot menya esli ya uydu",
                "malam ini aku mau lompat dari jembatan|racunnya udah aku beli, selamat tinggal semuanya"
                    + "|ini pesan terakhirku, besok aku udah gak ada|aku nyilet tangan tiap malam"
                    + "|dia punya foto bugilku dan minta uang, kalau tidak disebar ke orang tuaku"
                    + "|mantan ngancem nyebarin video aku|suamiku mabuk terus mukulin aku sama anak-anak"
                    + "|aku dikunci di kamar sama majikan, tidak dikasih makan"
                    + "|ayah tiriku masuk kamarku tiap malam dan meraba aku|aku dipaksa nikah sama om-om, umurku 15"
                    + "|kami dipaksa melayani tamu laki-laki|katanya aku bakal dibunuh kalau ninggalin dia",
            }.SelectMany(texts => texts.Split('|')),
        ];

    [Theory]
    [MemberData(nameof(CrisisTexts))]
    public void TheDirectKindsAreFoundByRules(string text) => Rules.Detect(text).ShouldNotBeNull();

    // The turns after a crisis are in the language of its answer.
    [Theory]
    [InlineData("hi", "मैं ठीक हूँ")]
    [InlineData("ur", "میں محفوظ ہوں")]
    [InlineData("bn", "আমি নিরাপদ")]
    [InlineData("tl", "ligtas na ako")]
    [InlineData("ml", "ഞാൻ സുരക്ഷിതനാണ്")]
    [InlineData("fa", "حالم بهتر است")]
    [InlineData("fr", "je suis en sécurité")]
    [InlineData("es", "estoy a salvo")]
    [InlineData("ru", "я в безопасности")]
    [InlineData("id", "saya aman")]
    public void TheTurnsAfterACrisisAreInItsLanguage(string language, string safe)
    {
        var to = new Answered("AE", language);
        var (first, goesOn) = Aftercare.Answer("…", CrisisKind.Abuse, Severity.High, to, []);
        goesOn.ShouldBe(Heard.GoesOn);
        first.ShouldContain("998");
        var (second, _) = Aftercare.Answer("…", CrisisKind.Abuse, Severity.High, to, [first]);
        second.ShouldNotBe(first);
        var (ended, heard) = Aftercare.Answer(safe, CrisisKind.Abuse, Severity.High, to, [first, second]);
        heard.ShouldBe(Heard.Safe);
        foreach (var answer in (string[])[first, second, ended])
        {
            CrisisAnswer.LanguageOfAnswer(answer).ShouldBe(language);
            Rules.DetectHarmfulAnswer(answer).ShouldBeNull();
        }

        Aftercare.Quiet(CrisisKind.SelfHarm, to).ShouldContain("998");
    }

    [Theory]
    [InlineData("je ne suis pas en sécurité")]
    [InlineData("no estoy a salvo")]
    [InlineData("я не в безопасности")]
    [InlineData("saya tidak aman")]
    [InlineData("میں محفوظ نہیں ہوں")]
    public void ANegationIsNoEnd(string text) =>
        Aftercare.Answer(text, CrisisKind.Abuse, Severity.High, new("AE", "fr"), []).Heard.ShouldBe(Heard.GoesOn);

    [Theory]
    [InlineData("ich will sterben", "other", null)]
    [InlineData("voglio morire", "other", null)]
    [InlineData("ölmek istiyorum", "other", null)]
    [InlineData("chcę umrzeć", "other", null)]
    [InlineData("nataka kufa", "other", null)]
    [InlineData("mikham bemiram", "other", null)]
    [InlineData("آج بہت گرمی ہے", "other", "ur")]
    [InlineData("ابی اموت", "ar", null)]
    [InlineData("ما ابي اعيش ھنا", "ar", null)]
    [InlineData("امروز خیلی گرم است، می‌دانم", "other", "fa")]
    [InlineData("मुझे भूख लगी है", "other", "hi")]
    [InlineData("я сегодня дома", "other", "ru")]
    [InlineData("چاي وگهوة، شلونك", "ar", null)]
    [InlineData("I will go home", "en", null)]
    [InlineData("lol ok", "en", null)]
    public void TheLanguageIsToldByWordsAndLetters(string text, string language, string? byLetters)
    {
        Languages.Of(text).ShouldBe(language);
        Languages.ByLetters(text).ShouldBe(byLetters);
    }

    [Theory]
    [InlineData("मुझे भूख लगी है")]
    [InlineData("hanste hanste mar gaya")]
    [InlineData("آج بہت گرمی ہے")]
    [InlineData("আমি ভাত খেয়েছি")]
    [InlineData("Patay sa gutom, kain na tayo")]
    [InlineData("എനിക്ക് വിശക്കുന്നു")]
    [InlineData("از خنده مردم")]
    [InlineData("je meurs de faim")]
    [InlineData("me muero de risa")]
    [InlineData("умираю от скуки")]
    [InlineData("lampu mati lagi")]
    public void WhatIsSaidEveryDayIsQuiet(string text) => Rules.Detect(text).ShouldBeNull();

    // Direct phrases of languages without rules: found as they stand, and answered in English and Arabic.
    [Theory]
    [InlineData("tr", "bugün kendimi öldüreceğim")]
    [InlineData("tr", "artık yaşamak istemiyorum")]
    [InlineData("pt", "quero me matar")]
    [InlineData("pt", "Eu não quero mais viver")]
    [InlineData("sw", "nataka kujiua")]
    [InlineData("de", "Ich will nicht mehr leben.")]
    [InlineData("de", "ich bringe mich heute um")]
    [InlineData("it", "voglio morire")]
    [InlineData("nl", "ik wil niet meer leven")]
    [InlineData("pl", "chcę się zabić")]
    [InlineData("ro", "nu mai vreau să trăiesc")]
    [InlineData("uk", "я хочу вбити себе")]
    [InlineData("el", "δεν θέλω να ζω")]
    [InlineData("ja", "もう死にたいです")]
    [InlineData("ko", "나 정말 죽고 싶어")]
    [InlineData("zh", "我想自杀")]
    [InlineData("th", "ฉันอยากตาย")]
    [InlineData("vi", "tôi muốn chết")]
    [InlineData("ta", "நான் சாக விரும்புகிறேன்")]
    [InlineData("te", "నాకు చనిపోవాలని ఉంది")]
    [InlineData("pa", "ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ")]
    [InlineData("ne", "म मर्न चाहन्छु")]
    [InlineData("si", "මට මැරෙන්න ඕන")]
    [InlineData("am", "መሞት እፈልጋለሁ")]
    [InlineData("so", "waxaan rabaa inaan dhinto")]
    [InlineData("ps", "زه غواړم مړ شم")]
    [InlineData("ku", "دەمەوێت بمرم")]
    [InlineData("ku", "dixwazim bimirim")]
    [InlineData("sv", "jag vill dö")]
    [InlineData("he", "אני רוצה למות")]
    [InlineData("my", "သေချင်တယ်")]
    public void DirectPhrasesOfOtherLanguagesAreFound(string language, string text)
    {
        var finding = Rules.Detect(text).ShouldNotBeNull();
        finding.Kind.ShouldBe(CrisisKind.SelfHarm);
        finding.Severity.ShouldBe(Severity.High);
        if (finding.Rule.StartsWith("direct.", StringComparison.Ordinal))
        {
            finding.Rule.ShouldBe($"direct.{language}");
            var answer = CrisisAnswer.For(finding, new("AE", "en"));
            answer.ShouldContain("Thank you for telling me");
            answer.ShouldContain("شكرا على هذه الثقة");
        }
    }

    [Theory]
    [InlineData("bugün hava çok güzel")]
    [InlineData("gülmekten ölmek istiyorum")]
    [InlineData("vou me matar de estudar")]
    [InlineData("hoje vou jogar bola")]
    [InlineData("Meine Mutter wird mich umbringen, ich habe das Brot vergessen")]
    [InlineData("ich will sterben vor lachen")]
    [InlineData("voglio morire dal ridere")]
    [InlineData("我想死你了")]
    [InlineData("今天天气很好")]
    [InlineData("주식에 투자해요")]
    [InlineData("여기서 살기 싫어요")]
    [InlineData("死にたくない")]
    [InlineData("leo hali ya hewa ni nzuri")]
    public void EverydayLinesOfOtherLanguagesAreQuiet(string text) => Rules.Detect(text).ShouldBeNull();

    [Theory]
    [InlineData("ninapenda kusoma vitabu", true)]
    [InlineData("bugün hava güzeldi", true)]
    [InlineData("dziękuję bardzo przyjacielu", true)]
    [InlineData("the weather is grey", false)]
    [InlineData("ok thx lol", false)]
    [InlineData("ana t3ban shway", false)]
    [InlineData("tomato soup", false)]
    [InlineData("didn't wanna", false)]
    [InlineData("Yusuf", false)]
    [InlineData("الجو حلو اليوم", false)]
    public void ATextWithoutAKnownWordIsTold(string text, bool isUnknown) => UnknownLanguage.Is(text).ShouldBe(isUnknown);

    [Fact]
    public void EveryLanguageWithRulesHasAnAnswer() =>
        CrisisAnswer.Languages.Order(StringComparer.Ordinal).ShouldBe(["bn", "es", "fa", "fr", "hi", "id", "ml", "ru", "tl", "ur"]);
}
