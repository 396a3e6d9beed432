namespace Community.Companion.Conversation.Model;

/// <summary>
/// <c>Companion:Model:Endpoint</c> (of any OpenAI-compatible service, such as <c>https://api.openai.com/v1</c>; without it the offline companion answers),
/// <c>:ApiKey</c>, <c>:Name</c> (gpt-5.1-turbo), <c>:Temperature</c> (0 to 2; 0.7), <c>:MaxTokens</c> (1 to 4,000; 150), <c>:TimeoutSeconds</c> (1 to 300;
/// 20: until an answer begins, and again until it ends), <c>:BreakAfter</c> (2 to 1,000; 20: of so many calls within 30 s half failed: then it is left alone for 15 s).
/// </summary>
internal sealed record ModelOptions(Uri? Endpoint, string ApiKey, string Name, float Temperature, int MaxTokens, TimeSpan Timeout, int BreakAfter)
{
    public static ModelOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Companion:Model");
        var endpoint = section["Endpoint"];
        if (!string.IsNullOrEmpty(endpoint) && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            throw new InvalidOperationException("Companion:Model:Endpoint must be an http or https address.");
        }

        return new(
            string.IsNullOrEmpty(endpoint) ? null : new Uri(endpoint),
            section["ApiKey"] is { Length: > 0 } key ? key : "none",
            section["Name"] is { Length: > 0 } name ? name : "gpt-5.1-turbo",
            (float)Between("Temperature", section.GetValue("Temperature", 0.7), 0, 2),
            (int)Between("MaxTokens", section.GetValue("MaxTokens", 150), 1, 4_000),
            TimeSpan.FromSeconds(Between("TimeoutSeconds", section.GetValue("TimeoutSeconds", 20.0), 1, 300)),
            (int)Between("BreakAfter", section.GetValue("BreakAfter", 20), 2, 1_000));
    }

    private static double Between(string name, double value, double least, double most) => value >= least && value <= most
        ? value
        : throw new InvalidOperationException($"Companion:Model:{name} must be {least} to {most}.");
}
