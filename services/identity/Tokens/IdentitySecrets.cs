using Community.Platform.Access.Keys;

namespace Community.Identity.Tokens;

/// <summary>The secret of identity's configuration, <c>Identity:KeyEncryptionKey</c>.</summary>
internal sealed class IdentitySecrets(IConfiguration configuration) : ServiceSecrets(configuration, "Identity:KeyEncryptionKey");
