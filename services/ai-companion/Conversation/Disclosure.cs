namespace Community.Companion.Conversation;

/// <summary>The companion says that it is an AI: at the start of a conversation, and again after every three hours of talk.</summary>
internal static class Disclosure
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(3);

    public static string In(string language) =>
        language == "ar"
            ? "أنا زيلا، رفيقة تعمل بالذكاء الاصطناعي، ولست إنسانًا ولا طبيبة. قد أخطئ أحيانًا. إن كنت في خطر فاتصل برقم الطوارئ في بلدك."
            : "I'm Xela, an AI companion: not a person, and not a clinician. I can be wrong. If you are in danger, call your local emergency number.";
}
