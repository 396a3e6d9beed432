// The emoji of the picker, a line each: the emoji, its name and other words for it in English, and the same in Arabic. Loaded with the picker.

/** The lines of each group; the names of the groups are in the words of the picker. */
export const groups = [
  `😀grin,happy|ابتسامة عريضة,سعيد
😂tears of joy,laugh|دموع الفرح,ضحك
🤣rolling,laugh|ضحك شديد
😊smile,glad,blush|ابتسامة,خجل
🙂slight smile|ابتسامة خفيفة
😉wink|غمزة
😍in love,heart eyes|عيون القلوب,حب
🥰loved,hearts|محبوب,قلوب
😎cool,sunglasses|نظارة شمس,رائع
🤩star eyes,wow|مبهور,نجوم
🥳party face,celebrate|وجه احتفال,عيد
😇angel,innocent|ملاك,بريء
🤗hug|عناق,حضن
🤔thinking|تفكير
🤫quiet,hush|صمت,سر
😴sleep,tired|نوم,تعب
😱scream,fear|رعب,خوف
😮surprised,wow|دهشة
🥺please,pleading|رجاء
😢sad,cry|حزن,بكاء
😭sobbing,cry|بكاء شديد
😡angry|غضب
🤷shrug|لا أدري
🤦facepalm|يا إلهي`,
  `👍thumbs up,yes,good|موافق,نعم,إعجاب
👎thumbs down,no|غير موافق,لا
👌okay,perfect|تمام
✌️victory,peace|نصر,سلام
👋hello,wave,bye|مرحبا,وداعا,تلويح
👏clap,applause,bravo|تصفيق,أحسنت
🙌hooray,hands up|مرحى
🙏thanks,please,pray|شكرا,رجاء,دعاء
🤝handshake,deal|مصافحة,اتفاق
💪strong,muscle|قوة,عضلة
👀eyes,look|عيون,نظر
🫶heart hands|قلب باليدين
👨‍👩‍👧family|عائلة
👩‍💻work,computer|عمل,حاسوب
🏃run|ركض,جري
💃dance|رقص`,
  `❤️heart,love|قلب,حب
💚green heart|قلب أخضر
💙blue heart|قلب أزرق
💔broken heart|قلب مكسور
⭐star|نجمة
🔥fire,hot|نار
💯hundred,full|مئة,كامل
✅done,check|تم,صح
❌no,cross,wrong|خطأ,لا
❗important|مهم,تنبيه
⚠️warning|تحذير
🎉party,congratulations|احتفال,مبروك
🎁gift,present|هدية
🎂cake,birthday|كعكة,عيد ميلاد
🎈balloon|بالون`,
  `🌙moon,crescent|هلال,قمر
☀️sun|شمس
🌧️rain|مطر
🌈rainbow|قوس قزح
🌊wave,sea|موج,بحر
🏖️beach|شاطئ
⛰️mountain|جبل
🌍earth,world|أرض,عالم
🌱plant,grow|نبتة
🌴palm|نخلة
🌹rose|وردة
🐱cat|قطة
🐶dog|كلب
🐦bird|طائر
🦋butterfly|فراشة`,
  `☕coffee|قهوة
🍵tea|شاي
💧water|ماء
🍞bread|خبز
🍕pizza|بيتزا
🍽️meal,dinner|طعام,عشاء
🍎apple|تفاح
🍫chocolate|شوكولاتة
🍯honey|عسل`,
  `⚽football,ball|كرة قدم
🚲bicycle,bike|دراجة
⛺camping,tent|خيمة,تخييم
🏆cup,win|كأس,فوز
🎨art,paint|فن,رسم
🎵music|موسيقى
🎬film|فيلم
📷photo,camera|صورة
🚗car|سيارة
✈️plane,travel|طائرة,سفر
🚀rocket,launch|صاروخ
🏠home,house|بيت
🕌mosque|مسجد
📍place,pin|مكان`,
  `📚books|كتب
📝note|ملاحظة
📅date,calendar|موعد,تقويم
⏰alarm,time|وقت,منبه
💡idea,light|فكرة
💬talk,message|كلام,رسالة
📣announce|إعلان
📞phone,call|هاتف,اتصال
💻computer|حاسوب
💰money|مال
♻️recycle|تدوير`,
];
