namespace Community.Identity.Contacts;

/// <summary>The caller's mail address and phone number.</summary>
internal static class ContactsFeature
{
    public static IServiceCollection AddContacts(this IServiceCollection services) =>
        services.AddSingleton<UndoTokens>().AddScoped<ContactMails>().AddScoped<ContactChanges>();

    public static void MapContacts(this IEndpointRouteBuilder api) => ContactEndpoints.Map(api);
}
