// The names and texts of the city, in English and Arabic.

export const Women = [
  ["Maya", "مايا"], ["Leila", "ليلى"], ["Noor", "نور"], ["Hala", "هالة"], ["Salma", "سلمى"], ["Dana", "دانة"], ["Amal", "أمل"], ["Rania", "رانيا"],
  ["Yasmin", "ياسمين"], ["Farah", "فرح"], ["Huda", "هدى"], ["Mariam", "مريم"], ["Aisha", "عائشة"], ["Lina", "لينا"], ["Sara", "سارة"], ["Reem", "ريم"],
  ["Emma", null], ["Priya", null], ["Sofia", null], ["Grace", null], ["Anna", null], ["Clara", null], ["Mei", null], ["Joy", null],
];
export const Men = [
  ["Omar", "عمر"], ["Khalid", "خالد"], ["Yousef", "يوسف"], ["Tariq", "طارق"], ["Sami", "سامي"], ["Rashid", "راشد"], ["Karim", "كريم"], ["Faisal", "فيصل"],
  ["Hassan", "حسن"], ["Ziad", "زياد"], ["Nabil", "نبيل"], ["Adel", "عادل"], ["Majid", "ماجد"], ["Hamad", "حمد"], ["Ibrahim", "إبراهيم"], ["Bilal", "بلال"],
  ["Liam", null], ["Arjun", null], ["Marco", null], ["Daniel", null], ["Jonas", null], ["Victor", null], ["Ken", null], ["Paul", null],
];
export const Families = [
  ["Haddad", "حداد"], ["Mansour", "منصور"], ["Saleh", "صالح"], ["Khoury", "خوري"], ["Nasser", "ناصر"], ["Aziz", "عزيز"], ["Farouk", "فاروق"], ["Qasim", "قاسم"],
  ["Hamdan", "حمدان"], ["Sabbagh", "صباغ"], ["Rahman", "رحمن"], ["Bakri", "بكري"], ["Najjar", "نجار"], ["Awad", "عوض"], ["Issa", "عيسى"], ["Zayed", "زايد"],
];
export const OtherFamilies = ["Miller", "Sharma", "Rossi", "Novak", "Okafor", "Tan", "Silva", "Larsen", "Martin", "Kim", "Weber", "Reyes"];
export const Districts = [
  ["Marina", "المرسى", 25.0805, 55.1403], ["Old Harbour", "الميناء القديم", 25.2637, 55.2972], ["Palm Gardens", "حدائق النخيل", 25.1124, 55.139],
  ["Creekside", "ضفاف الخور", 25.2285, 55.3273], ["Hill Park", "حديقة التل", 25.1972, 55.2744], ["Art Quarter", "حي الفنون", 25.1425, 55.2257],
];
export const Bios = [
  ["I bake, and I build small robots.", "أخبز وأصنع روبوتات صغيرة."], ["New in town. Coffee first, then everything else.", "جديد في المدينة. القهوة أولاً."],
  ["Teacher, runner, terrible at chess, still playing.", "معلم وعداء، ضعيف في الشطرنج لكنني ألعب."], ["I photograph doors and collect stories.", "أصور الأبواب وأجمع الحكايات."],
  ["Two cats, one garden, many seeds to share.", "قطتان وحديقة وبذور كثيرة للمشاركة."], ["Weekend sailor, weekday accountant.", "بحار في العطلة ومحاسب في بقية الأسبوع."],
  ["Learning Arabic, happy to help with English.", "أتعلم الإنجليزية وأساعد في العربية."], ["I fix bicycles. Bring yours.", "أصلح الدراجات. أحضر دراجتك."],
];
export const Badges = ["Connector", "Creator", "Thinker", "Builder", "Explorer", "Visionary", "Calm Presence", "Funny Friend", "Listener", "Leader"];

/** Communities: name, description, interest, kind, category of a circle, language, questions that start its threads. */
export const Topics = [
  ["Sunrise Runners", "We run along the harbour before work. *All paces.*", "running", "circle", "Fitness", "en", ["Sunday long run", "Shoes for hot days", "Who paces the beginners?"]],
  ["عدّاؤو الفجر", "نجري على الكورنيش قبل شروق الشمس. كل السرعات مرحب بها.", "running", "circle", "Fitness", "ar", ["مسار يوم الجمعة", "أفضل أحذية الجري"]],
  ["Harbour Bakers", "Sourdough, flatbread and everything between.", "baking", "group", null, "en", ["My starter sleeps", "Flour swap in March", "Best oven under 500?"]],
  ["نادي الكتاب", "كتاب كل شهر ونقاش على القهوة.", "reading", "community", null, "ar", ["كتاب هذا الشهر", "اقتراحات للقادم", "روايات قصيرة"]],
  ["The Reading Room", "One book a month, one long evening.", "reading", "community", null, "en", ["This month: essays", "Short books for busy weeks"]],
  ["Creek Photographers", "Walks with cameras, and honest words about the pictures.", "photography", "community", null, "en", ["Golden hour walk", "Film or digital?", "Portraits of strangers"]],
  ["Board Game Nights", "From quick card games to six-hour epics.", "board games", "group", null, "en", ["Thursday table", "Teach me a two-player game"]],
  ["خطاطون", "نتعلم الخط العربي معاً، خطوة بخطوة.", "calligraphy", "circle", "Creative", "ar", ["أدوات المبتدئين", "تمرين الأسبوع"]],
  ["Makers' Garage", "Soldering, printing, repairing. Tools are shared.", "robotics", "community", null, "en", ["Repair Saturday", "Printer nozzle clogged", "Robot for the school fair"]],
  ["Balcony Gardeners", "Tomatoes on the ninth floor are possible.", "gardening", "group", null, "en", ["Seed exchange", "Shade in July"]],
  ["Sea Swimmers", "Open water, buddy system, hot tea after.", "swimming", "circle", "Fitness", "en", ["Water temperature today", "Night swim in October?"]],
  ["مطبخ الجدات", "وصفات من بيوتنا.", "cooking", "community", null, "ar", ["طبق الجمعة", "سر المجبوس", "حلويات رمضان"]],
  ["Language Exchange", "Arabic for English, and many others.", "languages", "community", null, "en", ["Tuesday pairs", "Podcasts for learners"]],
  ["Quiet Mornings", "Breathing, stretching and a little silence.", "meditation", "circle", "Wellness", "en", ["Seven days of sitting", "What helps you sleep?"]],
  ["Young Founders", "Honest numbers, kind feedback.", "startups", "community", null, "en", ["Pitch night", "First hire", "Accountant wanted"]],
  ["آباء وأمهات", "نصائح ولقاءات للعائلات.", "families", "group", null, "ar", ["حدائق مناسبة للأطفال", "مدارس الحي"]],
  ["City Cyclists", "Early rides and safe routes.", "cycling", "group", null, "en", ["Friday 40 km", "Lights and locks"]],
  ["Chess in the Park", "Bring a board or find one.", "chess", "group", null, "en", ["Rapid tournament", "Openings for beginners"]],
  ["Choir of Neighbours", "No auditions. Real harmonies.", "singing", "circle", "Creative", "en", ["Song list", "Basses needed"]],
  ["متطوعو المدينة", "نساعد حيث نستطيع.", "volunteering", "community", null, "ar", ["تنظيف الشاطئ", "سلة رمضان"]],
];

/** House rules of communities, by their names. */
export const HouseRules = {
  "Sunrise Runners": "- We wait for the **last** runner at every crossing.\n- Reflective clothes before sunrise.\n- Ask before you post a picture of somebody.",
  "Harbour Bakers": "1. Recipes name their source.\n2. Criticism is of bread, never of bakers.\n3. No selling; swaps are welcome.",
  "نادي الكتاب": "- ننبّه قبل كشف نهاية الكتاب.\n- نختلف في الرأي **باحترام**.\n- لا إعلانات.",
};

export const Openers = {
  en: ["Who is in for this week?", "I tried it yesterday and liked it.", "Does anyone have a spare one to lend?", "Photos from last time are up.", "First time here. Hello all!",
    "Let us meet ten minutes earlier, parking is hard.", "I can bring tea for eight.", "That was the best evening in months.", "Count me in.", "Can we move it to Thursday?",
    "Thank you all, I learned a lot.", "Is the small hall free?", "My sister joins too, if that is fine.", "I wrote down the steps, link follows.", "Rain or shine?"],
  ar: ["من معنا هذا الأسبوع؟", "جربته أمس ونجح.", "هل عند أحد نسخة إضافية؟", "صور المرة الماضية جاهزة.", "أول مرة هنا، مرحباً بالجميع!", "لنلتق قبل الموعد بعشر دقائق.",
    "سأحضر الشاي.", "كانت أمسية جميلة.", "أنا معكم.", "هل يمكن نقلها إلى الخميس؟", "شكراً لكم، تعلمت الكثير.", "هل القاعة الصغيرة متاحة؟"],
};
export const Replies = {
  en: ["Yes, from me too.", "Good idea!", "I will bring it.", "See you there.", "Not this time, next week surely.", "Ask Omar, he has two.", "**Seven** works for me."],
  ar: ["نعم، وأنا أيضاً.", "فكرة جميلة!", "سأحضره.", "أراكم هناك.", "ليس هذه المرة.", "الساعة **السابعة** تناسبني."],
};
export const Emoji = ["👍", "❤️", "🎉", "😄", "🙏", "👏"];

/** Events: name, description, kind, category, interest, language. */
export const Plans = [
  ["Evening bake", "Bread for beginners. Bring an apron.", "workshop", "food", "baking", "en"], ["Harbour run", "Ten easy kilometres and a swim.", "meetup", "sports", "running", "en"],
  ["أمسية شعر", "قراءات مفتوحة وشاي بالنعناع.", "reading", "culture", "reading", "ar"], ["Robot afternoon", "Build a line follower from scrap.", "workshop", "technology", "robotics", "en"],
  ["Photo walk", "The old souk in the last light.", "walk", "culture", "photography", "en"], ["ورشة خط", "مدخل إلى خط النسخ.", "workshop", "culture", "calligraphy", "ar"],
  ["Chess simul", "One master, thirty boards.", "tournament", "games", "chess", "en"], ["Open choir", "Three songs in two hours.", "concert", "music", "singing", "en"],
  ["Founders' breakfast", "Eight founders, one table, no slides.", "meetup", "business", "startups", "en"], ["سوق الحي", "منتجات الجيران وموسيقى حية.", "market", "community", "families", "ar"],
  ["Seed swap", "Bring seeds, take seedlings.", "market", "nature", "gardening", "en"], ["Language table", "Half an hour in each language.", "meetup", "learning", "languages", "en"],
  ["Beach clean-up", "Gloves are there. So is breakfast.", "volunteering", "community", "volunteering", "en"], ["Board game marathon", "From six to midnight.", "meetup", "games", "board games", "en"],
  ["Breathing class", "Slow, simple, free of words.", "class", "wellness", "meditation", "en"], ["طبخ جماعي", "نطبخ المجبوس معاً.", "workshop", "food", "cooking", "ar"],
];
export const Places = [
  ["Harbour kitchen", "المطبخ الكبير"], ["Library hall", "قاعة المكتبة"], ["Pier 4", "رصيف ٤"], ["Makers' garage", "ورشة الصناع"], ["Rose garden", "حديقة الورد"], ["Rooftop nine", "السطح التاسع"],
];
