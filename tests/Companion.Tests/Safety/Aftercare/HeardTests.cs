using Community.Companion.Safety.Aftercare;

namespace Community.Companion.Tests.Safety.Aftercare;

/// <summary>Replies in the turns after a crisis, in English, Arabic with its dialects, Arabizi and the ten further languages.</summary>
public sealed class HeardTests
{
    private static readonly AftercareAnswers Answers = new();

    /// <summary>A meaning and replies that have it, divided by a bar.</summary>
    private static readonly (string Name, string Replies)[] Heard =
    [
        (
            "not-meant",
            "that's not how I meant it|I never said that|it was not meant so|you got me wrong|you misread me|you've got me all wrong|you took it the wrong way|it wasn't meant like that"
                + "|that came out wrong|I phrased it badly|you're reading too much into it|it was a typo|bad joke, sorry|no, not meant like that"
                + "|you misunderstood|you took me too literally|there must be a misunderstanding|it was just a figure of speech"
        ),
        (
            "not-meant",
            "مش كده اللي اقصده|يا اخي امزح|ما عنيت اللي فهمته|مو قصدي كذا|ما كان قصدي|مش قصدي|مكنتش اقصد|ما قصدت هيك|فهمتني غلط|فهمت غلط|سوء فهم|أسأت فهمي|ليس هذا ما أقصده|لا تاخذها جد"
                + "|كنت اتغشمر|بهزر معاك|عم امزح|انت فاهم غلط|مجرد مزح|كان مجرد تعبير"
        ),
        ("not-meant", "mo gasdi|mish asdi|mesh 2asdi|ma kan qasdi|fehemtni ghalat|fahemtni ghalat|kent amza7|bahazzar ma3ak|kont bahazar"),
        (
            "not-meant",
            "मेरा मतलब यह नहीं था|mera matlab ye nahi tha|میرا مطلب یہ نہیں تھا|আমি সেটা বোঝাইনি|hindi iyon ang ibig kong sabihin"
                + "|ഞാൻ അങ്ങനെ ഉദ്ദേശിച്ചില്ല|منظورم این نبود|ce n'est pas ce que je voulais dire|c'était une blague|no quise decir eso"
                + "|era una broma|Я не это имел в виду|я не это имела в виду|это была шутка|Bukan itu maksud saya|aku cuma bercanda|nagbibiro lang ako"
        ),
        (
            "called",
            "I called|they are coming|they are sending someone|they're sending an ambulance|the ambulance is here|they picked up|I'm on hold"
                + "|I got through|they say they are coming|he said they will send someone|I'm on the phone with them|called 998|the police just arrived"
                + "|I texted them|my sister called the ambulance|I'm in the chat with them"
        ),
        (
            "called",
            "اتصلت|قالولي انطر|دقيت الرقم وردت علي وحدة|دقيت عليهم|جايين|يقولون جايين|قالوا جايين|الإسعاف بالطريق|دزوا الإسعاف|كلمتهم|خابرتهم|ردوا علي|بيرسلون أحد|رح يبعتوا حدا"
                + "|هيبعتوا حد|اتصلت بالشرطة|حكيت معهم|أنا على الخط معهم"
        ),
        ("called", "itta9alt|ta9alt 3alehom etta9alt|dagait 3alehom|kallamthom|yayeen|jayeen|galo jayeen|bel taree2"),
        (
            "called",
            "maine phone kiya|मैंने फ़ोन किया|میں نے فون کیا|আমি ফোন করেছি|tumawag na ako|ഞാൻ വിളിച്ചു|زنگ زدم|j'ai appelé|ya llamé|он не важно, я позвонила"
                + "|saya sudah menelepon|ils arrivent|vienen en camino"
        ),
        (
            "no-answer",
            "nobody is picking up the phone|ما حد رد علي|it just rings|nobody picks up|it goes to voicemail|they hung up|the line is busy|I've been on hold for ages|the number doesn't work"
                + "|محد يرد|ما يردون|ما بيردوا|محدش بيرد|الخط مشغول|قفلوا الخط|ma 7ad yred|ma7ad yrod"
        ),
        (
            "number",
            "is it okay if I text instead|can I text|which number|what number do I call|who do I call|where do I go|is it free|can I text them|what do I say to them|is there a chat"
                + "|is it anonymous|give me the number|how do I reach them|which one do I call"
        ),
        (
            "number",
            "شو الرقم|وش الرقم|كم رقمهم|عطني الرقم|وين الرقم|منو ادق|مين اتصل|شو اقول لهم|هل الاتصال مجاني|ايه الرقم|على مين ادق|shu el ra2m|meen atesel"
        ),
        (
            "number",
            "quel numéro|quel numéro j'appelle|qué número|a quién llamo|какой номер|куда звонить|nomor berapa|kaunsa number|कौन सा नंबर|کون سا نمبر"
                + "|কোন নম্বর|anong numero|ഏത് നമ്പർ|چه شماره‌ای|شماره چیه"
        ),
        (
            "wont-call",
            "I don't want to call|I don't want the police|no police please|please don't send anyone|I'm not calling|I hate phone calls"
                + "|I'm too shy to call|they will lock me up|I'd get deported|don't tell my parents|nobody must know|what's the point of calling"
                + "|I can't talk on the phone|I'm scared they'd tell my father|I don't want to tell anyone|he checks my phone"
        ),
        (
            "wont-call",
            "ما اقدر اتكلم بالتلفون|اخاف امي تدري|ما ابي ادق|ما بدي خبر امي|ما ابغى اتصل|مابي الشرطة|ما بدي شرطة|مش عايز حد يعرف|لا تتصل على احد|استحي ادق|خايفة اتصل|بدون شرطة"
                + "|ما راح يفيد الاتصال|ما ابي احد يدري|ما عندي رصيد|لا أريد أن أتصل|مش هكلم حد|راح يخبرون اهلي"
        ),
        ("wont-call", "ma abi adeg|mabi adeg|ma badi 7ki|ma bade a7ki|mish 3ayez akalem|ma abi elshorta|khayfa atesel"),
        (
            "wont-call",
            "je ne veux pas appeler|pas de police|no quiero llamar|я не хочу звонить|aku nggak mau nelpon|nahi phone karna|मैं फ़ोन नहीं करना चाहता"
                + "|میں فون نہیں کرنا چاہتا|আমি ফোন করতে চাই না|ayaw kong tumawag|വിളിക്കാൻ പേടിയാണ്|نمی‌خواهم زنگ بزنم|je n'ai pas appelé|no he llamado"
        ),
        (
            "alone",
            "I'm alone|no, I'm alone|nobody is with me|everyone's asleep|I live alone|no one|there's nobody|my family is abroad|home alone|just me"
                + "|I have no friends here|all by myself|the house is empty"
        ),
        (
            "alone",
            "البيت ما فيه احد|لا انا بروحي|بروحي|محد عندي|ما في حدا|كلهم نايمين|ساكن لحالي|أنا وحدي|لوحدي في البيت|مفيش حد معايا|أهلي مسافرين|ولا احد|ماكو احد|البيت فاضي"
        ),
        ("alone", "ana bro7i|broo7i|ana la7ali|lewa7di|ma7ad 3indi|mafi 7ada"),
        (
            "alone",
            "je suis seule|je suis toute seule|il n'y a personne|estoy sola|no hay nadie|я одна|никого нет|saya sendirian|main akela hoon|मैं अकेली हूँ"
                + "|میں اکیلی ہوں|আমি একা|mag-isa ako|ഞാൻ ഒറ്റയ്ക്കാണ്|من تنها هستم|تنهام"
        ),
        (
            "safe",
            "I'm safe now|I'm somewhere safe|I'm out of danger|he's gone|I'm safe at my sister's|the urge has passed|they've been arrested"
                + "|انا بأمان الحين|أنا في أمان|زال الخطر|في مكان آمن الآن|انا احسن شوي|ana b2aman"
        ),
        (
            "safe",
            "je suis en sécurité maintenant|estoy a salvo ahora|я сейчас в безопасности|saya sudah aman|main ab theek hoon|ligtas na ako|حالم بهتره|আমি এখন নিরাপদ"
        ),
        (
            "fine",
            "انا بخير الحين|أنا بخير|ana bekhair al7een|ana kwayes|I won't do anything|it was nothing|there's no danger|لا تخاف علي|ana b5er|ما راح اسوي شي"
        ),
        (
            "together",
            "my roommate came home|I'm at my sister's now|I'm with my mum|my neighbour is here|somebody is sitting with me|I'm at the hospital|I woke up my brother"
                + "|انا عند اختي|رحت عند امي|أخوي معاي|صديقتي وياي|ماما معي|ommi ma3i"
        ),
        ("near", "he's in the next room|he is back|my husband is in the kitchen|هو في الغرفة الثانية|رجع"),
        (
            "worse",
            "I meant it|I can't do this|I can't hold on any longer|it's getting worse|I still want to die|it's too late|ما عاد اقدر اتحمل|مش قادر اتحمل|صار اسوأ|لسه ابي اموت"
        ),
        ("away", "I threw the pills away|كبيت الحبوب|عطيت اختي السكين"),
        ("no", "not yet|rather not|maybe later|لسا|مو بعد"),
        ("yes", "will do|I will try|ان شاء الله|tayeb|inshallah"),
    ];

    /// <summary>Words of everyday talk that no reply is heard in.</summary>
    private const string Everyday =
        "where should I go hiking|what should I cook|it rains here|the tea is hot|I think I'll make some soup|we called it a day|I called in sick"
        + "|it was not meant to be|my life was not meant to be|my father is better|الجو حلو اليوم|طبخت كبسة|وش اطبخ|il fait beau|hoy hace calor";

    public static TheoryData<string, string> Replies =>
        [.. Heard.SelectMany(heard => heard.Replies.Split('|').Select(reply => (reply, heard.Name)))];

    public static TheoryData<string> EverydayLines => [.. Everyday.Split('|')];

    [Theory]
    [MemberData(nameof(Replies))]
    public void AReplyIsHeard(string text, string name) => Answers.Hear(text).ShouldBe(name);

    [Theory]
    [MemberData(nameof(EverydayLines))]
    public void EverydayTalkIsNotHeard(string text) => Answers.Hear(text).ShouldBe("other");
}
