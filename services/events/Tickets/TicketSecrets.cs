using Community.Platform.Access.Keys;

namespace Community.Events.Tickets;

/// <summary>The secret of this service's configuration, <c>Events:KeyEncryptionKey</c>.</summary>
internal sealed class TicketSecrets(IConfiguration configuration) : ServiceSecrets(configuration, "Events:KeyEncryptionKey");
