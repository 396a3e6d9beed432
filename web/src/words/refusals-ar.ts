// What the API says of a request that it refused, in Arabic. It speaks English itself. Loaded after the Arabic texts.
import { Failed, Required, Wrong } from "./ar.js";
import { numbers } from "./intl.js";
import type { Fault, Refusal } from "./refusal.js";

const n = (number: number) => numbers("ar-AE").format(number);

/** The first number of a sentence, in Arabic; "" if it has none. */
const numberOf = (message: string) => {
  const found = message.match(/\d[\d,]*/)?.[0];
  return found ? n(Number(found.replaceAll(",", ""))) : "";
};

/** "at most 5 of those": of a sentence with a limit. */
const limit = (before: string, after: string) => (message: string) => {
  const most = numberOf(message);
  return most ? `${before} (${most}). ${after}` : `${before}. ${after}`;
};

const Gone = "لم نجد هذا. ربما حُذف.";
const Tomorrow = "حاول مرة أخرى غدًا.";
const Guest = "يمكن للضيوف القراءة فقط. أنشئ حسابًا للمتابعة.";
const Paying = "هذا يحتاج إلى دفع أولًا.";

/** By `reason`. What only programs can meet has none: a test compares them with docs/errors.md. */
export const arabicReasons: Record<string, string | ((message: string) => string)> = {
  admins_only: "هذا للمسؤولين فقط.",
  age_declared: "ذكرت من قبل عمرًا أصغر. راسل الدعم إن كان ذلك خطأ.",
  age_required: "يحتاج الرفيق إلى معرفة عمرك أولًا.",
  already_asked: "أرسلت طلبًا من قبل. انتظر الرد.",
  already_checked_in: "استُعملت هذه التذكرة من قبل.",
  already_connected: "أنتما على تواصل بالفعل.",
  already_decided: "بُتّ في هذه الحالة من قبل.",
  already_owned: "هذه الدورة عندك بالفعل.",
  already_paid: "هذا الطلب مدفوع بالفعل.",
  already_resolved: "رُدّ على هذا الاعتراض من قبل.",
  already_subscribed: "هذه خطتك بالفعل.",
  already_used: "استُعمل هذا الشراء، فلا يمكن رد مبلغه.",
  already_verified: "هذا مؤكد بالفعل.",
  analysed_recently: "حُلّل الملف قبل لحظات. انتظر قليلًا قبل أن تطلب ذلك مرة أخرى.",
  answer_deleted: "حُذف الرد على هذه الرسالة. أرسل رسالة جديدة.",
  appealed_already: "اعتُرض على هذا القرار من قبل.",
  asked_too_often: "أرسلت هذا الطلب وسحبته عدة مرات. انتظر بضعة أيام قبل أن تحاول مرة أخرى.",
  author_unknown: "كاتب هذا المحتوى غير معروف بعد. حاول مرة أخرى بعد قليل.",
  bad_signature: "هذه التذكرة ليست أصلية. امسحها مرة أخرى، أو أدخل رمزها.",
  banned: "أنت محظور من هذا المجتمع.",
  being_paid: "الدفع لهذا الطلب في الطريق. انتظر حتى يصل أو يفشل.",
  being_sent: "يُرسل هذا الآن. حاول مرة أخرى بعد دقيقة.",
  bot_account: "لا يمكن للروبوت أن يأخذ هذا الدور.",
  bot_suspended: "أوقف المشرفون هذا الروبوت.",
  bots_do_not_begin: "لا يبدأ الروبوت محادثة. يمكنه الرد على من راسله.",
  busy: "لا تزال رسالتك قيد الرد. انتظر الرد ثم حاول مرة أخرى.",
  cancelled: "لم تعد هذه التذكرة صالحة.",
  cannot_join_now: "لا يمكن لهذا الشخص الانضمام الآن.",
  capacity_below_taken: "عدد المسجلين أكبر من هذا. اختر عددًا أكبر.",
  card_declined: "رُفضت بطاقتك، ولم تتغير خطتك. اسأل مصرفك ثم حاول مرة أخرى.",
  changed_meanwhile: "تغيّر هذا في اللحظة نفسها. أعد تحميله ثم حاول مرة أخرى.",
  circle_limit: limit("بلغت عدد الدوائر الذي تسمح به الخطة المجانية", "خطة أعلى تسمح بالمزيد."),
  code_refused: "لم يقبل المزوّد هذا الدخول. سجّل الدخول عنده مرة أخرى.",
  community_removed: "أزال المشرفون هذا المجتمع. يمكنك الاعتراض على القرار.",
  consent_required: "يحتاج التحليل إلى موافقتك.",
  course_has_learners: "لهذه الدورة متعلمون فلا يمكن حذفها. ألغِ نشرها بدلًا من ذلك.",
  course_published: "هذه الدورة منشورة. ألغِ نشرها أولًا.",
  credits_only: "يُدفع هذا الطلب بالنقاط فقط.",
  daily_limit: (message) => {
    const most = numberOf(message);
    return `استعملت رسائل اليوم كلها${most ? ` (${most})` : ""}. يمكنك شراء المزيد، أو الانتظار إلى الغد.`;
  },
  declined_lately: "رُفض طلبك مؤخرًا. انتظر بضعة أيام قبل أن تطلب مرة أخرى.",
  email_taken: "هذا البريد مستعمل. اختر غيره، أو سجّل الدخول.",
  event_cancelled: "أُلغيت هذه الفعالية، وأُخبر المسجلون بذلك.",
  event_has_registrations: "سجّل أناس في هذه الفعالية فلا يمكن حذفها. يمكنك إلغاؤها.",
  event_not_published: "ليس للمسودة مسجلون. انشر الفعالية أولًا.",
  event_over: "انتهت هذه الفعالية.",
  event_removed: "أزال مشرف هذه الفعالية. يمكنك الاعتراض على القرار.",
  exceeds_payment: "هذا أكثر مما بقي من الدفعة.",
  expired: "لم تعد هذه التذكرة صالحة.",
  guest: Guest,
  guest_account: Guest,
  held: "يراجع المشرفون هذه الرسالة. لا يمكن تغييرها حتى يقرروا.",
  id_token_used: "استُعمل هذا الدخول من قبل. سجّل الدخول عند المزوّد مرة أخرى.",
  implausible_position: "موقعك بعيد جدًا عن موقعك السابق. أظهر تذكرتك عند الباب.",
  insufficient_credits: "نقاطك لا تكفي. اشترِ نقاطًا أولًا.",
  invalid_authorization: "هذا الدخول غير معروف، أو استُعمل، أو انتهت مهلته. ابدأ من جديد.",
  invalid_challenge: "انتهت مهلة هذا الدخول، أو أُدخلت رموز خاطئة كثيرة. سجّل الدخول مرة أخرى.",
  invalid_code: "الرمز خاطئ. تأكد من ساعة جهازك ثم أدخل الرمز الحالي.",
  invalid_id_token: "لم يُقبل هذا الدخول. سجّل الدخول عند المزوّد مرة أخرى.",
  invalid_picture: "لا يمكن استعمال هذه الصورة. اختر غيرها.",
  invalid_refresh_token: "انتهت جلستك. سجّل الدخول مرة أخرى.",
  invalid_token: "هذا الرابط غير معروف أو استُعمل أو انتهت مدته. اطلب رابطًا جديدًا.",
  is_organizer: "المنظِّم يمسح التذاكر دائمًا، فلا حاجة إلى إضافته هنا.",
  last_administrator: "هذا آخر مسؤول. امنح الدور لغيره أولًا.",
  last_login: "هذه طريقتك الوحيدة للدخول. ضع كلمة مرور أولًا.",
  last_module: "تحتاج الدورة المنشورة إلى وحدة واحدة على الأقل. أضف غيرها أولًا، أو ألغِ النشر.",
  last_owner: "يحتاج المجتمع إلى مالك. امنح الدور لعضو آخر أولًا.",
  library_course: "هذه الدورة جزء من المنتج فلا يمكن حذفها. ألغِ نشرها بدلًا من ذلك.",
  linked_elsewhere: "هذا الدخول مربوط بحساب آخر. افصله هناك أولًا.",
  locked: "هذا النقاش مقفل. يكتب فيه المشرفون فقط.",
  log_in_and_link: "يوجد حساب بهذا البريد لم يُؤكَّد عنوانه. ادخل إلى ذلك الحساب أو استعد كلمة مروره، ثم اربط هذا الدخول.",
  method_refused: "لا يُدفع هذا الطلب بهذه الطريقة. اختر غيرها.",
  muted: "كتم المشرفون هذا الحساب مدة من الزمن.",
  no_account: "لم يعد هذا الحساب موجودًا. ادخل بحساب آخر.",
  no_address: "ليس للحساب عنوان من هذا النوع. أضفه أولًا.",
  no_attendees: "لا مسجلين في الفعالية بعد. تحتاج الرسالة إلى شخص مقعده مؤكد.",
  no_code: "انتهت مدة الرمز، أو استُعمل، أو أُدخل خطأً مرات كثيرة. اطلب رمزًا جديدًا.",
  no_modules: "تحتاج الدورة إلى وحدة قبل نشرها. أضف وحدة أولًا.",
  no_password: "ليس لهذا الحساب كلمة مرور بعد. يمكنك وضع واحدة من «نسيت كلمة المرور».",
  no_position: "ليس لهذه الفعالية موقع للتحقق منه. أظهر تذكرتك عند الباب.",
  no_quiz: "ليس في هذه الوحدة أسئلة.",
  no_rate: "لا سعر لتحويل هذه العملة إلى نقاط. راسل الدعم.",
  no_second_factor: "ليس لهذا الحساب خطوة ثانية.",
  no_such_link: "هذا الرابط غير موجود أو انتهت مدته. اطلب رابطًا جديدًا.",
  no_web_push: "لا يرسل هذا الخادم إشعارات إلى المتصفح.",
  no_webhooks: "لا ترسل هذه المنصة خطافات ويب.",
  not_a_guest: "هذا ليس حساب ضيف.",
  not_a_member: "الكتابة هنا للأعضاء فقط. انضم إلى المجتمع أولًا.",
  not_a_moderator: "هذا للمشرفين فقط.",
  not_allowed: "دورك في هذا المجتمع لا يسمح بهذا. اطلبه من مالك.",
  not_failed: "وصل هذا المبلغ أو هو في الطريق.",
  not_for_bots: "لا يمكن للروبوتات فعل هذا. يفعله شخص من حسابه.",
  not_for_browsers: "لا يمكن الدخول عبر هذا المزوّد من المتصفح.",
  not_for_credits: "لا يُدفع هذا الطلب بالنقاط. ادفعه بالبطاقة.",
  not_invited: "ليس لهذا الشخص دعوة إلى هذه الفعالية.",
  not_known_yet: "ملفك لا يزال فارغًا. املأه أولًا.",
  not_member: "هذا لأعضاء المجتمع فقط. اطلب الانضمام أولًا.",
  not_moderator: "البلاغات لمالكي المجتمع ومشرفيه فقط.",
  not_open: "لم يعد دفع هذا الطلب ممكنًا. اطلب غيره حيث اشتريت.",
  not_owned: "هذه الدورة ليست عندك. يمكنك شراؤها.",
  not_organizer: "هذا لمنظّم الفعالية فقط.",
  not_owner: "هذا لمالك المجتمع فقط.",
  not_paid: "لا يمكن رد هذا المبلغ: لم يصل منه شيء.",
  not_pending: "رُدّ على هذا الطلب أو سُحب من قبل.",
  not_published: "هذا غير منشور.",
  not_reachable: "لا يمكنك مراسلة هذا الشخص.",
  not_registered: "لست مسجلًا في هذه الفعالية.",
  not_renewable: "لا شيء للتجديد بعد. يُجدَّد الشهر في أيامه الثلاثة الأخيرة.",
  not_staff: "مسح التذاكر للمنظِّم ومن يساعده فقط.",
  not_subscribed: "ليس لديك اشتراك.",
  not_the_author: "هذه الرسالة لغيرك. يغيّرها كاتبها فقط.",
  nothing_to_lift: "لا شيء لرفعه عن هذا الشخص الآن.",
  other_has_too_many_connections: "لا يمكن لهذا الشخص إضافة علاقات أخرى.",
  outside_geofence: "لست في مكان الفعالية بعد. حاول عند وصولك، أو أظهر تذكرتك عند الباب.",
  own_account: "لا يمكن فعل هذا مع حسابك.",
  own_case: "أنت طرف في هذه الحالة، فيقرر فيها مشرف آخر.",
  own_decision: "أنت اتخذت هذا القرار، فيرد على الاعتراض مشرف آخر.",
  payment_overdue: "تجديدك الأخير غير مدفوع. ادفعه أولًا.",
  payment_pending: "هذا التسجيل غير مؤكد، فليس له مقعد.",
  payment_required: Paying,
  pending: "لم تعد هذه التذكرة صالحة.",
  phone_taken: "هذا الرقم مستعمل. اختر غيره، أو سجّل الدخول.",
  pictures_busy: "تُجهَّز صور كثيرة الآن. حاول مرة أخرى بعد قليل.",
  plan_included: "لديك هذه الخطة أو أعلى منها مدى الحياة.",
  plan_required: "هذا يحتاج إلى خطة أعلى.",
  position_too_vague: "الموقع غير دقيق. شغّل الموقع الدقيق، أو أظهر تذكرتك عند الباب.",
  price_not_payable: "لا يمكن دفع هذا السعر. غيّره أولًا.",
  profile_empty: "ملفك لا يزال فارغًا. املأه أولًا.",
  provider_linked: "لهذا الحساب دخول من هذا المزوّد. أزله أولًا.",
  provider_unavailable: "لا يرد مزوّد الدفع الآن. حاول مرة أخرى بعد قليل.",
  reauthentication_required: "أثبت أولًا أنك صاحب الحساب.",
  refunded: "لم تعد هذه التذكرة صالحة.",
  refused: "رفض مزوّد الدفع هذا. حاول لاحقًا، أو اختر طريقة أخرى.",
  role_too_low: "يمكنك هذا مع أعضاء دورهم أدنى من دورك فقط.",
  search_too_slow: "يطول هذا البحث. ابحث بكلمات أقل أو أندر.",
  second_factor_required: "يلزم رمز أيضًا.",
  second_factor_set: "لهذا الحساب خطوة ثانية بالفعل.",
  self_block: "لا يمكنك حظر نفسك.",
  self_follow: "لا يمكنك متابعة نفسك.",
  service_unavailable: "لا يمكن التحقق من الدخول الآن. حاول مرة أخرى بعد قليل.",
  start_in_past: "بداية الفعالية في الماضي. غيّرها أولًا.",
  storage_full: "بلغت ملفاتك الحد الأقصى. احذف رسائل فيها ملفات أولًا.",
  suspended: "هذا الحساب موقوف. إن كنت لا توافق فرد على الرسالة التي أخبرتك.",
  thread_has_messages: "كتب آخرون في هذا النقاش، فيحذفه المشرفون فقط.",
  too_busy: "الزحام شديد في هذه اللحظة. حاول مرة أخرى بعد ثوانٍ.",
  too_early: "لم يبدأ الدخول بعد.",
  too_late: "فات وقت هذا.",
  too_many_announcements_today: limit("بلغت عدد الرسائل إلى المسجلين في اليوم", "حاول لاحقًا، أو اكتب في محادثة الفعالية."),
  too_many_api_tokens: limit("بلغ عدد الرموز حدّه", "ألغِ رمزًا لم تعد تستعمله."),
  too_many_attachments: limit("لديك ملفات مرفوعة لم تُرسل", "أرسل بعضها أولًا."),
  too_many_blocked: limit("بلغ عدد المحظورين حدّه", "ألغِ حظر أحدهم أولًا."),
  too_many_bots: limit("بلغ عدد روبوتاتك حدّه", "احذف واحدًا لم تعد تستعمله."),
  too_many_bots_today: "أنشأت روبوتات كثيرة في آخر 24 ساعة. حاول لاحقًا.",
  too_many_changes: "تغيّر هذا مرات كثيرة. حاول لاحقًا.",
  too_many_check_ins: limit("بلغت عدد مرات اليوم", Tomorrow),
  too_many_connections: limit("بلغ عدد علاقاتك حدّه", "أزل واحدة أولًا."),
  too_many_conversations: limit("بلغت عدد المحادثات الجديدة في اليوم", Tomorrow),
  too_many_emojis: limit("بلغ عدد الرموز التعبيرية على الرسالة حدّه", "اختر واحدًا من الموجود."),
  too_many_failures: "كلمات مرور خاطئة كثيرة. انتظر قليلًا، أو استعد كلمة المرور.",
  too_many_followed: limit("بلغ عدد من تتابعهم حدّه", "ألغِ متابعة أحدهم أولًا."),
  too_many_founded: limit("بلغت عدد المجتمعات الجديدة في اليوم", Tomorrow),
  too_many_invitations: limit("بلغت عدد الدعوات في اليوم", Tomorrow),
  too_many_links: limit("بلغ عدد روابط المجتمع حدّه", "احذف رابطًا أولًا."),
  too_many_modules: limit("بلغ عدد وحدات الدورة حدّه", "احذف وحدة أولًا."),
  too_many_owned: limit("بلغ عدد المجتمعات التي تملكها حدّه", "احذف واحدًا أو سلّمه لمالك آخر أولًا."),
  too_many_passkeys: limit("بلغ عدد مفاتيح المرور حدّه", "احذف واحدًا لم تعد تستعمله."),
  too_many_pending_requests: limit("لديك طلبات كثيرة بلا رد", "اسحب بعضها أولًا."),
  too_many_photos: limit("بلغ عدد صورك في هذه الفعالية حدّه", "احذف صورة أولًا."),
  too_many_reports: limit("بلغت عدد البلاغات في اليوم", Tomorrow),
  too_many_requests_today: limit("بلغت عدد الطلبات في اليوم", "حاول لاحقًا."),
  too_many_staff: limit("بلغ عدد المساعدين حدّه", "أزل أحدهم أولًا."),
  too_many_waiting: "إرساليات كثيرة تنتظر. أصلح المستقبِل أولًا.",
  too_many_webhooks: limit("بلغ عدد خطافات الويب حدّه", "احذف واحدًا لم تعد تستعمله."),
  too_young: (message) => `الرفيق لمن عمرهم ${numberOf(message)} فأكثر.`,
  unchanged: "هذا هو الحالي بالفعل.",
  unknown_provider: "مزوّد الدخول هذا غير مُعدّ.",
  unknown_ticket: "لا توجد تذكرة كهذه.",
  unlimited: "خطتك بلا حد، فلا حاجة إلى الشراء.",
  upload_quota: "بلغت حجم ما يمكن رفعه في اليوم. حاول مرة أخرى غدًا.",
  username_taken: "هذا الاسم مستعمل. اختر غيره، أو سجّل الدخول.",
  verification_required: "يلزم أولًا بريد أو رقم هاتف مؤكد.",
  version_conflict: "تغيّر هذا في اللحظة نفسها. أعد تحميله ثم حاول مرة أخرى.",
  waitlisted: "لم تعد هذه التذكرة صالحة.",
  webhook_off: "خطاف الويب هذا موقوف. شغّله أولًا.",
  wrong_code: "الرمز خاطئ أو استُعمل من قبل. انتظر الرمز التالي.",
  wrong_credentials: "الاسم أو كلمة المرور غير صحيحة.",
  wrong_event: "هذه التذكرة لفعالية أخرى.",
  wrong_passkey: "لم يُقبل مفتاح المرور، أو جاء رده متأخرًا. حاول مرة أخرى.",
  wrong_password: "كلمة المرور غير صحيحة.",
};

/** Where a reason has no sentence, or there is none. */
const byStatus: Record<number, string> = {
  401: "سجّل الدخول أولًا.",
  402: Paying,
  403: "لا يُسمح لك بهذا.",
  404: Gone,
  409: "لا يمكن هذا الآن. أعد تحميل الصفحة ثم حاول مرة أخرى.",
  410: Gone,
  413: "هذا كبير جدًا. أرسل أقل منه.",
  415: "لا يُقبل ملف من هذا النوع.",
};

/** The refusal in Arabic. */
export const inArabic = ({ status, reason = "", message }: Refusal): string => {
  const text = reason.startsWith("no_such_") ? (arabicReasons[reason] ?? Gone) : arabicReasons[reason];
  return (typeof text === "function" ? text(message) : text) ?? byStatus[status] ?? Failed;
};

/** A text about numbers: both limits, one of them, or none. */
const within =
  (without: string, unit = "", fewUnit = unit) =>
  ({ min, max }: Fault) =>
    min !== undefined && max !== undefined
      ? `من ${n(min)} إلى ${n(max)}${unit}.`
      : max !== undefined
        ? `${n(max)}${unit} على الأكثر.`
        : min !== undefined
          ? `${n(min)}${fewUnit} على الأقل.`
          : without;

const Unwanted = "لا يُملأ هذا الحقل هنا.";
const NotStored = "في النص رموز لا يمكن حفظها. اكتبه مرة أخرى.";

/** What is wrong with a field, by its code: docs/errors.md. */
export const arabicFaults = {
  before_start: "يأتي هذا بعد البداية.",
  blank: "اكتب شيئًا هنا.",
  breached_password: "ظهرت كلمة المرور هذه في تسريبات. اختر غيرها.",
  common_password: "كلمة المرور هذه من أول ما يُجرَّب. اختر غيرها.",
  does_not_exist: "هذا غير موجود.",
  duplicate: "يتكرر هذا. اكتبه مرة واحدة.",
  forbidden_characters: NotStored,
  in_past: "اختر وقتًا لم يأتِ بعد.",
  incomplete: "ينقص شيء من هذا.",
  infected_file: "رفض فاحص الفيروسات هذا الملف.",
  invalid_color: "اختر لونًا.",
  invalid_country: "اختر بلدًا.",
  invalid_currency: "اختر عملة يمكن الدفع بها.",
  invalid_cursor: Wrong,
  invalid_digits: "اكتب الأرقام الستة.",
  invalid_email: "اكتب عنوان بريد صحيحًا.",
  invalid_emoji: "اختر رمزًا تعبيريًا واحدًا.",
  invalid_format: Wrong,
  invalid_phone: "اكتب رقم هاتف دوليًا، مثل ‎+971501234567‎.",
  invalid_time: "اكتب تاريخًا ووقتًا صحيحين.",
  invalid_time_zone: "اختر منطقة زمنية.",
  invalid_url: "اكتب عنوانًا يبدأ بـ ‎https://‎.",
  invalid_username: "من 3 إلى 50: حروف لاتينية صغيرة وأرقام، وبينها نقطة أو شرطة.",
  not_a_multiple: ({ step }) => (step === undefined ? Wrong : `من مضاعفات ${n(step)}.`),
  not_a_number: within("اكتب رقمًا."),
  not_an_option: "اختر واحدًا مما هو معروض.",
  not_applicable: Unwanted,
  not_one_line: "اكتب سطرًا واحدًا.",
  only_one: "املأ واحدًا من هذه الحقول فقط.",
  own_name: "لا تجعل كلمة المرور اسمك أو بريدك أو رقم هاتفك.",
  read_only: "لا يتغيّر هذا هنا.",
  required: Required,
  reserved: "هذا الاسم محجوز. اختر غيره.",
  spaces_at_ends: "احذف المسافات من الطرفين.",
  too_few: within("هذا أقل من اللازم."),
  too_large: within("هذا كبير جدًا."),
  too_late: ({ max }) => (max === undefined ? "هذا متأخر جدًا." : `خلال ${n(max)} يومًا على الأكثر.`),
  too_long: within("هذا طويل جدًا.", " حرفًا"),
  too_many: within("هذا أكثر من اللازم."),
  too_short: within("هذا قصير جدًا.", " حرفًا", " أحرف"),
  too_small: within("هذا صغير جدًا."),
  unknown_field: Unwanted,
  unusable_picture: "لا يمكن استعمال هذه الصورة. اختر غيرها.",
  wrong_type: Wrong,
} satisfies Record<Fault["code"], string | ((fault: Fault) => string)>;

/** What is wrong with a field, in Arabic. A newer server may have a code that is unknown here. */
export function faultInArabic(fault: Fault): string {
  const text: string | ((fault: Fault) => string) = arabicFaults[fault.code] ?? Wrong;
  return typeof text === "string" ? text : text(fault);
}
