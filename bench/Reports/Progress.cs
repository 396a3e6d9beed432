namespace Community.Bench.Reports;

/// <summary>One line of progress on a terminal; it writes nothing elsewhere.</summary>
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
