namespace Community.Identity.OneTimeTokens;

/// <summary>Tokens that work once, such as those of links in mails.</summary>
internal static class OneTimeTokensFeature
{
    public static IServiceCollection AddOneTimeTokens(this IServiceCollection services) => services.AddScoped<OneTimeTokenStore>();
}
