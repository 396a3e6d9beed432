using Community.Companion.Safety;

namespace Community.Companion.Tests.Safety;

/// <summary>Everyday lines and crises with nearly the same words: the one is quiet, the other is found.</summary>
public sealed class TwinLinesTests
{
    private static readonly CrisisDetector Detector = new();

    private static readonly string[] Quiet =
    [
        // Sentences of a course about the question for suicide, first aid and self-injury.
        "Asking a friend whether they are thinking about suicide does not plant the idea|If a person is unconscious but breathing, place them in the recovery position and call an ambulance",
        "إيذاء النفس محاولة للتعامل مع ألم لا يحتمل، ومن يلجأ إليه يحتاج إلى صبر",
        // A rule of the house.
        "my parents don't want me to go|my mum doesn't want me to move abroad|my parents don't let me stay out past ten|dad won't let me dye my hair",
        "kinuha ko na ang passport ko sa DFA|mon patron a pris mes papiers pour la carte de séjour|my parents won't let me go to the party|they won't let me go out on weekdays",
        "اهلي ما يخلوني اسهر بعد 11 وانا عمري 16|ابوي ما يبيني اروح الرحلة|امي مش راضية اسافر مع صحابي",
        // A goodbye of every day, heaven as a comfort, a train that is late.
        "I wouldn't move if a train of thought hit me before coffee|I wouldn't run if the train was late|My colleague posted a goodbye to everyone before her new job, so sweet",
        "my colleague left a goodbye card on my desk and I don't know what to write|she is live now cutting hair on her channel|grandma says good dogs go to heaven",
        "grandma says the kids and we will be in heaven together one day|he says we both drive into town on Friday",
        // Things that are burnt, cut or beaten.
        "I want to burn my old diaries|I'm going to burn that ugly sofa|want to poison the rats|I will beat my record",
        "I need a knife for the cake|I want a cut like hers|I need the lighter for the candles",
        // The last message of the day.
        "this is my last message today, going to bed|my last message for now, my battery is low",
        // Laughter takes the breath away.
        "I laughed so hard I stopped breathing|we were laughing until I couldn't breathe|ضحكت لدرجة ما قدرت اتنفس",
        // A bed to fall on, a friend's betrayal, a poet's death, a match.
        "هرمي نفسي عالسرير وانام يومين|رميت نفسي عالكنبة|طعنني فالظهر واخذ مكاني في الترقية|طعنوني بظهري وانا اللي علمتهم الشغل",
        "ليش انتحر خليل حاوي الشاعر|لماذا انتحر هتلر|لو ما فزنا اليوم بنتحر ههههه امزح|اذا خسرنا بنتحر ههه",
        // A question about an account.
        "قررت اترك التطبيق كيف امسح كل شي عني|قررت احذف حسابي كيف امسح بياناتي",
        // An insult before others, a couple that does not sleep, a job interview, a farewell to colleagues, a better self.
        "قال عني كلام جدام الشباب وأنا ساكت|واحد سبني في الشارع|سبني قدام الناس وما رديت عليه|مرتي تعبانة كتير وما عم ننام",
        "shu lezem 2oul iza sa2alouni 3an 7ali?|شو لازم قول إذا سألوني عن حالي|ايش اقول لو سألوني عن نفسي",
        "كتبت رسالة وداع لزملائي في الشغل|كتبت رسالة الوداع لفريقي قبل ما اسيب الشركة|بدي غير حالي وصير احسن|عايز اغير من نفسي وابقى احسن|شو بقول بالمقابلة إذا سألوني عن حالي؟",
        // Sleep until a day, time to kill, papers to sign.
        "3ayez anam w mas7ash la7ad el gom3a|عايز انام وماصحاش لحد الجمعة|بدي نام وما اصحى لبكرا الظهر|عايز اموت الوقت لحد المعاد|كيف اموت الوقت قبل الرحلة",
        "mi jefe tiene mis papeles|mi jefa tiene mis documentos para el contrato|начальник забрал документы на подпись|مديري أخذ أوراقي للتوقيع",
        // Games and children, a present, a hangover.
        "i hit my brother in the game and he rage quit|my son hit another kid at school|my toddler pushed another child at the playground",
        "my brother said he'd kill me if i tell mom about the surprise lol|my sister will kill me if i tell anyone about the birthday party",
        "my mate says he wants to die after that hangover haha|i want to die after that leg day",
        // Tight clothes, a razor, the last message of the day, a door that fell shut, a sunburn, a stage, a pet's age.
        "can't breathe in these trousers|these trousers are so tight I can't breathe|i can't breathe in this belt after dinner|cut myself shaving",
        "last message from me today, good night|last message from me tonight, going to bed|she locked herself out|my mum locked herself out of the house again",
        "my chest is sunburned|my chest and arms are sunburned|they won't let me go on stage|they won't let me go backstage|14 years. I got him when I was at school",
        // Followers, persistent pains, chats and taunts, night shifts, dead batteries.
        "alguien me sigue ahora en Instagram|me sigue doliendo la espalda|ससुराल वाले बहुत अच्छे हैं|मेरा भाई और मैं गप्पे मारते हैं",
        "отчим приходит ночью с работы|hp mau mati|mau mati ketawa|القطة نطت عن البلكون|let me out of the car at the corner please|he let me out of the car and he kept driving",
        // Pictures for a school, a child alone for a minute, undone jeans, planned days without food, letters for a journey.
        "the teacher asked my daughter to send pictures of her project|my sister asked her son for pictures from the school trip|grandma wants my son to send photos",
        "my brother plays roblox with a guy from school|my son met a guy on fortnite, they build castles|the coach asked the kids to bring a swimsuit",
        "she left the kids with their grandmother all night|i left the baby with my mum and went out|i never leave the dog alone in the flat",
        "woke up with my jeans still on, remember every bit of that party|i woke up and my shirt was inside out, wore it all day",
        "i haven't eaten since breakfast, starving|fasting all day and i feel dizzy|i lost two kilos, the scale finally moved",
        "a letter for my parents to read when i am away for the summer|i left a note for the kids to find when i'm gone for the weekend",
        "المعلمة طلبت من بنتي صور المشروع|اختي طالبة صور العرس|تترك عيالها عند امها لما تروح الدوام|عمري صار اربعين وما بفكر بالموت",
        // Violence that is over, a father's anger about a car, lessons.
        "i got away from my abusive ex in 2012, life is calm now|divorced a violent husband ten years ago and never looked back",
        "ابوي بيقتلني لو عرف اني كسرت التلفزيون|امي هتموتني لو شافت اني وسخت السجادة",
        "asking somebody about suicide does not make it more likely|roll the casualty onto their side|سؤال الناس عن الانتحار لا يزيده",
        // Relatives who take steps, cars, photos and their medicine.
        "my son took his first steps|my brother took his car to the garage|my sister took three photos|my mum took a lot of pictures|my cousin took something from the fridge",
        "my daughter took 12 pictures of the cat|my dad took his medicine on time|اختي اخذت كل الحلويات|امي اكلت كثير على العشاء|بنتي اخذت علبة الالوان|امي اخذت دواها|ابوي اخذ الدوا ونام",
        // Free days, heat, a sleepless pregnancy, a crush, a white lie, old age, relatives who do not talk.
        "no plans this weekend and i love it|بكرا عطلة وما عندي ولا خطة|45 degrees, can't breathe out there|it's 47 degrees here i cant breathe outside|30 weeks pregnant, so tired of the heartburn",
        "a girl at work makes me tongue-tied|i lied to my boss about being sick and feel guilty|my grandma keeps forgetting where she put things",
        "they always go out without me|my friends went to lunch without me|my sister has not talked to me since the wedding|my head has been pounding all day",
        // Signs seen in others, and their harmless twins.
        "my rescue dog flinches when I raise my hand|she ducks every time the ball comes near her",
        "he flinched at the needle and then laughed|the kitten left scratches all over my arm",
        "neighbours screaming again, it is the final and we scored|big thud upstairs, they are moving the wardrobe",
        "which hand signal do I give when cycling to turn left|my daughter acts out fairy tales with her dolls",
        "my nephew plays weddings with his teddies|if the phone rings he asks who it is, he loves talking to grandma",
        "she sent me her netflix password so I can watch the finale|he asked how tall the tower is, he loves buildings",
        // Chores that are no farewell.
        "gave my cat to my sister for two weeks with her blanket and her toys|wrote thank you letters to all my teachers",
        "memorised the faces of my new pupils for Monday|kissed the kids goodnight, they asked for another story",
        "bought a suit for my brother's wedding|my exams will all be over by friday, finally some peace",
        "our lease ends in may and we move to a bigger place|I took parental leave without a fixed return date",
        "I miss my sister so much, I will follow her to Canada next year|I want to join my father at the shop",
        "my grip on the wheel is better since the physio|the pharmacist gave me three months of vitamins at once",
        "my son hid my pills by accident under the sofa|he will notice we are gone, it is a surprise trip to his parents",
        "packed two bags for the kids before he comes back from work, we fly to Crete tonight",
        "my daughter's hair is going to be cut next week|my nephew's circumcision party is on friday",
        "we read an article about female circumcision in class|which concealer hides purple circles under the eyes",
        "dinner was late so you can guess how hungry we were|I hear his car and put the kettle on",
        "can we sleep at school for the reading night|my puppy cries in the crate at night",
        "I wear long sleeves because I get sunburnt so fast|my sister gave away baby clothes to a neighbour",
        // The same in Arabic.
        "القطة خدشت ايدي وانا العب معها|جيراننا يصرخون لان المنتخب سجل هدف|الداية اللي ولدت جدتي عمرها تسعين سنة",
        "طهور ابني يوم الجمعة وبنعمل عزومة|عطيت قطتي لاختي اسبوع لاني مسافرة|كتبت باسورد الواي فاي في ورقة على البراد",
        "اخذت اجازة مفتوحة من الشغل وبسافر|اشتقت لامي، بكرا بنام عندها|هذا اخر جيم الليلة بعدين بنام",
        "لما اسمع المفتاح في الباب افرح لان بابا رجع|الكونسيلر ده بيخبي الهالات السودا|ولد اختي ضربني بالمخدة",
        "امي خبت الحلويات عشان الضيوف",
        // Trips, weddings, landlords, kitchens and films in the further languages.
        "आज रात हम छत पर सोएंगे, बहुत गर्मी है|maine chuhon ke liye zeher khareeda hai"
            + "|यह मेरा आज का आखिरी मैसेज है, सोने जा रही हूँ|मैंने सब्ज़ी काटते समय उंगली काट ली, पट्टी लगा ली"
            + "|usne meri shaadi ki photos sabko bhej di, bahut sundar hain"
            + "|मेरी बहन की शादी अगले महीने है, सब बहुत खुश हैं|maine galti se khud ko bathroom me band kar liya haha"
            + "|मालिक मकान ने किराया बढ़ा दिया|passport embassy me jama kiya hai visa ke liye"
            + "|पापा रोज़ शाम को पीकर चाय पीते हैं और टीवी देखते हैं|mummy ne mujhe kamre ki safai karne ko kaha"
            + "|फिल्म में हीरो विलेन को मार देता है",
        "میں آج رات دودھ پی کر سو جاؤں گا|بلی چھت سے چھلانگ لگا کر بھاگ گئی|آج کا آخری میسج ہے، شب بخیر"
            + "|main tamatar kaat rahi hoon, salad bana rahi hoon|اس نے شادی کی تصویریں گھر والوں کو بھیج دیں"
            + "|abbu ko trip ki pictures bhej dena|بھائی کا نکاح جمعہ کو ہے، سب تیاری کر رہے ہیں"
            + "|میری کزن کی شادی اگلے مہینے ہے|پاسپورٹ ایمبیسی نے ویزا کے لیے رکھ لیا ہے"
            + "|ابو رات کو میرے کمرے میں آ کر لائٹ بند کر دیتے ہیں|film mein villain hero ko qatal kar deta hai",
        "আজ রাতে ভাত খাব না, পেট খারাপ|idur marar bish kinechi|আজকের শেষ মেসেজ, ঘুমাতে যাচ্ছি"
            + "|ami shobji kati, ma ranna kore|সে ভ্রমণের ছবি সবাইকে পাঠিয়ে দিয়েছে|o amar biyer chobi shobaike pathabe"
            + "|আমার বোনের বিয়ে আগামী মাসে|ami bhul kore chabi ghore talabondho kore felechi|মালিক বেতন বাড়িয়েছে"
            + "|baba amar gaye kombol diye dey|পাসপোর্ট অফিসে জমা দিয়েছি|সিনেমায় নায়ক ভিলেনকে মারে",
        "iinom na ako ng gatas mamayang gabi|tumalon ang pusa sa bubong"
            + "|huling mensahe ko na to ngayong gabi, matutulog na ako|naghiwa ako ng sibuyas kagabi"
            + "|pinadala niya sa magulang ko ang picture namin sa beach"
            + "|may mga picture ako ng bakasyon, ipapadala ko sa nanay ko"
            + "|nakulong ako sa banyo kasi nasira ang doorknob haha|ginalaw ni kuya ang laptop ko"
            + "|ikakasal ang kapatid ko sa Sabado|pinipilit ako ni nanay kumain ng gulay"
            + "|kinuha ng ahensya ang passport ko para sa visa, ibabalik bukas|pinatay niya ang ilaw",
        "ഞാൻ ഇന്ന് രാത്രി പാൽ കുടിക്കും|poocha palathil ninnu chadi|ഇന്നത്തെ അവസാന മെസ്സേജ്, ഉറങ്ങാൻ പോകുന്നു"
            + "|njan thenga murikkarund ravile|അവൻ യാത്രയുടെ ഫോട്ടോ എല്ലാവർക്കും അയച്ചു"
            + "|photo veettukarkku ayakkam, nalla kalyanam aayirunnu|ചേച്ചിയുടെ കല്യാണം അടുത്ത മാസം ആണ്"
            + "|njan muriyil ittu marannu thakkol, poottipoyi|മുതലാളി ശമ്പളം കൂട്ടി|amma enne nirbandhich kazhippikkum"
            + "|പാസ്പോർട്ട് എംബസിയിൽ കൊടുത്തു|സിനിമയിൽ നായകൻ വില്ലനെ കൊല്ലും",
        "امشب می‌ریم پشت بوم ستاره ببینیم|dige nemikham inja zendegi konam, ejare gerune"
            + "|این آخرین پیامم امشبه، شب بخیر|ba tigh rishamo mizanam|عکس‌های عروسی رو برای خانوادم فرستاد"
            + "|aksaye safaramo baraye maman ferestadam|کلید رو تو خونه جا گذاشتم|shoharam piano mizane har shab"
            + "|بچه‌ها تو حیاط توپ می‌زنن|عروسی خواهرم ماه دیگه است|mamanam dast mizane vaghti miraghsam"
            + "|age dir beresam mamanam mano mikoshe haha",
        "j'ai préparé les cachets de ma grand-mère pour la semaine|on va sauter du plongeoir cette après-midi"
            + "|c'est mon dernier message de la soirée, bonne nuit|je me suis ouvert le doigt en coupant du pain"
            + "|il a envoyé mes photos de vacances à toute ma famille|on chante avec une vidéo karaoké"
            + "|mon mari boit un café et les enfants jouent|ma patronne m'a pris rendez-vous pour le passeport"
            + "|je me suis enfermée dehors, j'ai oublié mes clés|mes parents veulent se remarier cet été"
            + "|ma mère m'oblige à coucher les enfants tôt|ma soeur me tuerait si je mange son gâteau haha",
        "ya compré el veneno para las cucarachas|vamos a saltar del trampolín esta tarde"
            + "|este es mi último mensaje por hoy, buenas noches|me hago un corte de pelo cuando cobro"
            + "|tiene fotos mías de la playa y se las manda a mis padres|me mandó un video de la boda"
            + "|mi marido llega cansado y nos abraza a mí y a los niños"
            + "|me quedé encerrada en el baño, se rompió la cerradura jaja"
            + "|la embajada me retuvo el pasaporte para la visa|mi prima va a casarse con un señor muy simpático"
            + "|mi mamá me obliga a acostarme temprano|dice que si lo dejo en remojo sale la mancha",
        "завтра прыгну с парашютом, ура|ya bolshe ne mogu est, obelas"
            + "|это последнее сообщение на сегодня, спокойной ночи|ya rezhu luk i plachu"
            + "|он разослал фото со свадьбы родителям|menya snimayut na video dlya svadby"
            + "|муж наливает чай и обнимает меня и детей|я захлопнула дверь и осталась без ключей"
            + "|паспорт забрали в посольстве, будет готов в пятницу|сестра выходит замуж в субботу"
            + "|мама заставляет меня мыть посуду|mama ubyot menya esli ya opozdayu na uzhin haha",
        "malam ini aku mau lompat tali sama adik|racun tikusnya udah aku beli di pasar"
            + "|ini pesan terakhirku malam ini, mau tidur|aku motong bawang tiap malam"
            + "|dia punya foto liburanku dan minta dikirim ke orang tuaku|mantan ngirim video kucing"
            + "|suamiku bangun terus masakin aku sama anak-anak|aku kekunci di luar rumah, kunci ketinggalan"
            + "|paspor diambil besok di imigrasi|kakakku nikah sama om Budi hari Sabtu|kami melayani tamu hotel"
            + "|aku dipaksa ibu makan sayur",
        // A plan for a wedding, a stream of a haircut, a surprise, furniture before a door, a farewell to sugar.
        "bruh shoot me if i ever say synergy again|الاكتئاب يكذب على صاحبه حين يقول له إنه عبء على الناس"
            + "|kill me if I ever buy a white sofa again|he says he has a plan and a date for the wedding"
            + "|she is live on instagram cutting her hair|my pupil wrote about a king's grave in Egypt"
            + "|don't text me after six, if he reads this chat the surprise is ruined"
            + "|he says he will post the video if we win the match"
            + "|I pushed the dresser against the door because the dog kept coming in"
            + "|هذي آخر مرة أكتب لك اليوم، تصبح على خير|طالبة عندي كتبت عن قبر توت عنخ آمون"
            + "|حطيت الكرسي ورا الباب عشان عمي يجيب الثلاجة|اختي بتتجوز رجل في الخمسين وهي في الأربعين"
            + "|لو شاف المحادثة بتخرب مفاجأة عيد ميلاده|وداعاً للأبد يا سكر، بديت رجيم",
    ];

    private static readonly (string Kind, string Texts)[] Crises =
    [
        (
            "abuse",
            "a man on snapchat keeps asking my daughter for pictures|a stranger on discord told my little brother to keep it secret and send photos"
                + "|my cousin says an adult on discord asked her son for selfies|he asked my niece to send pics in her underwear"
                + "|our neighbour leaves her baby alone in the flat all night|they left their toddler home alone for hours"
                + "|i woke up with my dress off and remember nothing|no memory of last night, woke up with my trousers down|somebody put something in my drink"
                + "|واحد في ببجي طالب من اخوي الصغير صور|واحد طلب من بنتي صور بدون ملابس|جارتنا بتسيب ابنها لوحده بالشقة طول الليل"
                + "|my husband is violent again, like years ago|i left my abusive husband last week and he found me"
        ),
        (
            "medical_emergency",
            "haven't eaten in five days, fainted twice, but i'm finally getting thin|stopped eating since sunday, passing out, weight is going down so worth it"
        ),
        (
            "self_harm",
            "everyone would be better off without me|how do i write a note for my kids to find after i'm gone|recorded a video for my mother to watch once i'm dead|الموت ببالي كل يوم|صرت افكر بالموت كل ليلة ومحدش يعرف"
        ),
        (
            "medical_emergency",
            "my son took too many|my sister took something, pills i think|my brother took his whole box of pills|my daughter swallowed 12 tablets"
                + "|اختي بلعت حبوب|امي اخذت كل حبوبها|اخوي اخذ شريط بنادول كامل|بنتي شربت علبة دوا"
        ),
        ("danger", "ابوي بيذبحني لو عرف اني احب شاب|he says he will kill me if i leave"),
        (
            "abuse",
            "my husband won't let me leave the house|my parents won't let me go to the doctor|ابوي ما يخليني اروح المدرسة عشان يزوجني|my parents don't let me eat or leave my room|my dad doesn't want me to tell anyone that he hits me"
                + "|they make me sleep with customers every night|They brought us here for hotel work but now force us to sleep with customers"
        ),
        ("danger", "he won't let me out of the car|the driver will not stop the car|they locked the door and won't let us out"),
        (
            "self_harm",
            "I want to burn my arm again|I need to cut again|this is my last message|this is my last message today is the day i go"
        ),
        ("danger", "on ugrozhaet ubit menya esli ya uidu ot nego"),
        ("danger", "I want to burn my neighbour's house down|I'm going to stab him|I want to burn them all"),
        ("medical_emergency", "she laughed and then she stopped breathing|طعنني في ظهري بالسكين وانا انزف"),
        ("self_harm", "هرمي نفسي من البلكونة|كيف انتحر|قررت انهي حياتي|ربيعي يبي ينتحر|خويي بينتحر"),
        ("danger", "والله لاقتله بكرة جهزت السكين|والله لاذبحها الليلة"),
        ("self_harm", "rbe3i yb6 yntḥr|rbe3i ynt7r|ṣadīqī yurīd an yantaḥir|im goin to end it 2nite dont try stop me"),
        (
            "abuse",
            "kinuha ng amo ko ang passport ko at ayaw akong palabasin|sinasaktan ako ng amo ko|majikan menahan paspor saya dan memukul saya|bos saya mengambil paspor saya"
                + "|मालिक ने मेरा पासपोर्ट ले लिया और मुझे मारता है|मालकिन मुझे मारती है|میرے مالک نے میرا پاسپورٹ ضبط کر لیا ہے|کفیل مجھے مارتا ہے"
                + "|মালিক আমাকে মারে|মালিক আমার পাসপোর্ট আটকে রেখেছে|മുതലാളി എന്റെ പാസ്പോർട്ട് പിടിച്ചു വെച്ചു|മുതലാളി എന്നെ അടിക്കുന്നു"
                + "|کارفرما پاسپورتم را گرفته|کارفرمام کتکم می‌زنه|mon patron a confisqué mon passeport|ma patronne me frappe"
                + "|mi jefe me quitó el pasaporte|mi patrona me pega|хозяин забрал мой паспорт|хозяйка меня бьёт"
        ),
        ("danger", "قال عني كلام وهددني بالقتل|سبني في الشارع ورفع علي سكين|قال بيذبحني جدام الشباب"),
        (
            "medical_emergency",
            "مرتي تعبانة كتير وعم تنزف|can't breathe and my lips are blue|I can't breathe, my chest is tight|my chest hurts and my arm is numb"
        ),
        (
            "self_harm",
            "شو لازم قول إذا سألوني ليش بدي موت|كتبت رسالة وداع لأهلي|عايز انام وماصحاش تاني|بدي نام وما اصحى بكرا|3ayez anam w mas7ash tany|عايز اموت الوقتي|بدي موت وارتاح"
                + "|my mate says he wants to die after that breakup|bro says hes gonna unalive after prom|he says he wants to die after that workout and he has pills|last message from me|last message from me, goodbye everyone"
                + "|i cut myself with the razor again|she locked herself in the bathroom with pills"
                + "|I wouldn't step aside if a bus came at me, that's all I'm saying|the unalive thoughts came back this week|he is live on camera cutting himself"
                + "|My cousin posted a goodbye on her page and now she's not answering her phone|my sister says she and the baby will go to heaven together"
                + "|عم فكر نط عن البلكون|بدي نط عن السطح|mau mati saja|aku mau mati saja|mau mati"
        ),
        (
            "abuse",
            "when I want to leave he says we'll both go off the bridge|i hit my wife and she left|my dad hit my brother in the match yesterday because he lost|my son gets hit by another kid every day at school|mi jefe me quitó mis papeles|mi jefe tiene mi pasaporte y no me lo devuelve"
                + "|mi patrona tiene mis papeles y no me deja salir|ससुराल वाले मुझे मारते हैं|मेरे ससुराल वाले मुझे पीटते हैं|sasural wale mujhe maarte hain"
                + "|सास ससुर मुझे दहेज के लिए पीटते हैं|отчим приходит ко мне ночью|мой отчим ночью приходит ко мне в кровать|по ночам отчим заходит в мою комнату"
        ),
        (
            "danger",
            "my brother said he'd kill me if i tell mom what he does|they won't let me go|let me out of the car he said no"
                + "|I said let me out of the car and he locked the doors|i begged him to let me out of the car but he kept driving|please let me out of the car, he won't stop"
                + "|me están siguiendo ahora mismo|alguien me sigue ahora|me persigue mi ex|un coche me viene siguiendo hasta casa"
        ),
        (
            "abuse",
            "a girl in my nursery group flinches whenever somebody lifts a hand"
                + "|my nephew covers his face every time I raise my voice|each time I raise my arm she ducks"
                + "|the boy cowers when any man comes near|I heard my neighbour begging, then a thump against the wall and silence"
                + "|she made the signal for help while we were on zoom"
                + "|thumb tucked into the palm, then fingers folded over it, twice, on our call"
                + "|my four year old acts out sexual things with her dolls"
                + "|how would a child of five know that and act it out with her teddy|my niece makes her barbies do sexual things"
                + "|I could hear her husband whispering what to say|if my phone rings he wants to know who it is every time"
        ),
        (
            "abuse",
            "he flushed my pills because I answered back|she hid my insulin to punish me"
                + "|my husband threw my inhaler in the bin because I was late|he will come back at five and see that we are gone"
                + "|we ran with one bag, nowhere to go, he is looking for us"
                + "|my daughter is to be circumcised in the village this summer"
                + "|her grandmother wants the girls to have female circumcision, they are my nieces"
                + "|makeup over the bruises so nobody asks|foundation covers a black eye quite well, I know since I got married"
                + "|dinner was cold so guess what he did|whenever I hear his car I freeze and the kids go quiet"
                + "|I only relax when my stepfather is away|when mum works nights my uncle comes into my room"
                + "|can I stay in the library overnight instead of going home"
        ),
        (
            "self_harm",
            "is there a helpline for a friend whos suicidal, he lives abroad"
                + "|my student has rows of cuts on her forearm and says it was the cat|neat parallel lines on my son's thigh"
                + "|my cousin asked me to tell her parents she loved them and sent all her logins"
                + "|my brother was weirdly cheerful and gave away all his records"
                + "|my divorced uncle asked me how high the car park is|found letters for his kids for their graduation, he is 30"
        ),
        (
            "self_harm",
            "I brought my dog to my aunt with his bed and his papers, he will need a new home"
                + "|wrote a letter for each of the kids, in the drawer for afterwards"
                + "|the pins are on a sheet so my wife can manage when I am gone|I keep memorising their voices"
                + "|bought the suit that they can bury me in|picked a sari, I want them to lay me in it"
                + "|it will all be over by monday and I feel at peace at last|my contract ends in june and so do I"
                + "|I want to lie next to my wife in the cemetery|after my twin died nothing keeps me here"
                + "|the pharmacist gave me two months worth and has no idea"
        ),
        (
            "abuse",
            "جارتنا كل ليلة تصرخ حرام عليك|عملت إشارة الاستغاثة في مكالمة الفيديو"
                + "|بنت خالتي في البلد هيختنوها الجمعة|جابوا الداية والبنت خايفة ومستخبية|زوجي رمى الانسولين لاني رديت عليه"
                + "|احط مكياج فوق الكدمات عشان محد يسأل من يوم تزوجت|كل ما اسمع سيارته قلبي يطيح"
                + "|سمعت زوجها جنبها يلقنها وهي تكلمني"
        ),
        (
            "self_harm",
            "اختي على ذراعها خطوط متوازية وتقول القطة|اديت كلبي لجاري، انا مش راجع"
                + "|الباسوردات في ورقة عشان امي ما تتعب، كلها مكتوبة من بعدي|كتبت لكل واحد من اولادي رسالة يقروها بعدي"
                + "|اشتقت لابوي الله يرحمه، قريب بلحقه|صاحبي قال هذي اخر لعبة له في الحياة|ما رح اتعبكم بعد اليوم"
        ),
        (
            "self_harm",
            "mikham khodkoshi konam, hichkas nemidoone|ne hochu bolshe zhit, segodnya prygnu s kryshi"
                + "|Saya sudah menyiapkan racun, malam ini semuanya akan berakhir."
                + "|How do I talk to my brother? He says he has a plan and a date."
                + "|friend on discord is livestreaming himself cutting idk where he lives"
                + "|شكراً لأنك سمعتني، هذي آخر مرة أكتب لك. مع السلامة للأبد"
                + "|طالبة عندي في الصف التاسع تكتب في كل موضوع إنشاء عن قبرها وعن رغبتها في الرحيل"
                + "|my friend told me she has a plan and the pills already, what do i say"
                + "|a girl in my class is live on instagram cutting herself"
                + "|my pupil keeps drawing her own grave in the margins|هذه آخر مرة أكلمك، وداعاً إلى الأبد وسامحني"
                + "|تلميذة عندي رسمت قبرها في دفتر الرسم"
        ),
        (
            "abuse",
            "मेरे पति रोज़ शराब पीकर मुझे और बच्चों को मारते हैं"
                + "|wo mujhe blackmail kar raha hai, meri photo sabko bhej dega"
                + "|گھر والوں نے مجھے کمرے میں بند کر رکھا ہے، زبردستی نکاح کروا رہے ہیں"
                + "|ginagalaw ako ng stepfather ko pag wala si nanay"
                + "|avar enne muriyil pootti ittirikkuva, purathu vidunnilla, adikkum"
                + "|babam mano zendani karde to otagh, har rooz mizane"
                + "|un mec a mes nudes et il veut 300€ sinon il envoie tout à mes parents"
                + "|me tienen encerrada en un piso y me obligan a acostarme con hombres"
                + "|Отчим пристаёт ко мне, когда мама на работе, мне 13"
                + "|pamanku suka megang2 badanku kalo rumah sepi, aku takut"
                + "|majikan sekap aku di kamar, ga dikasih makan, paspor diambil"
                + "|please dont send notifications, if she sees this app on my phone ill get it worse than last time"
                + "|my bestie's bf says hell post the video if she breaks up with him, shes freaking out"
                + "|بنام وانا حاطة الكنبة ورا الباب عشان ابن عمي"
                + "|يريدون تزويجي الأسبوع القادم من رجل في الخمسين وأنا في الرابعة عشرة"
                + "|لا تردين علي بعد الساعة خمسة، لو شاف المحادثة بيسوي فيني مثل أمس"
                + "|don't text me after six, if he reads this chat he will hit me like last time"
                + "|he says he will leak the tape if I leave him"
                + "|I sleep with the dresser pushed against the door because of my uncle|بحط الكرسي ورا الباب خوف من جوز امي"
                + "|ابوي بيزوجني من شايب وانا عمري 14|اذا شاف الرسايل بيضربني مثل امس"
        ),
    ];

    public static TheoryData<string> QuietTexts => [.. Quiet.SelectMany(texts => texts.Split('|'))];

    public static TheoryData<string, string> CrisisTexts =>
        [.. Crises.SelectMany(crises => crises.Texts.Split('|').Select(text => (text, crises.Kind)))];

    [Theory]
    [MemberData(nameof(QuietTexts))]
    public void AnEverydayLineIsQuiet(string text) => Detector.Detect(text)?.Rule.ShouldBeNull();

    [Theory]
    [MemberData(nameof(CrisisTexts))]
    public void ItsTwinIsFound(string text, string kind) => Ruling.NameOf(Detector.Detect(text).ShouldNotBeNull().Kind).ShouldBe(kind);

    [Theory]
    [InlineData("ربيعي يبي ينتحر")]
    [InlineData("rbe3i yabi yntaher")]
    [InlineData("rbe3i yb6 yntḥr")]
    public void AFriendsWishToDieIsAnsweredWithHelpLines(string text)
    {
        var found = Detector.Detect(text).ShouldNotBeNull();
        found.Severity.ShouldBe(Severity.High);
        found.AboutSomeoneElse.ShouldBeTrue();
    }
}
