namespace Community.Bench.Reports;

/// <summary>One line that tells a person at a terminal how far it is; nothing anywhere else.</summary>
internal static class Progress
{
    public static void Show(string text)
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Write($"\r  {text}\e[K");
        }
    }

    public static void Clear()
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Write("\r\e[K");
        }
    }
}
