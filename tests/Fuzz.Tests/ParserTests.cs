using System.Text.RegularExpressions;
using Community.Fuzz.Tests.Running;

namespace Community.Fuzz.Tests;

/// <summary>Each file that reads raw bytes or JSON by hand has a target, or a reason why no stranger reaches it.</summary>
public sealed partial class ParserTests
{
    private static readonly Dictionary<string, string> TargetOrReason = new(StringComparer.Ordinal)
    {
        ["gateway/Headers/PolicyReports.cs"] = "policy_report",
        ["gateway/RateLimiting/GrantMessage.cs"] = "Written and read by gateways.",
        ["gateway/RateLimiting/RateLimiter.cs"] = "A hash of ours.",
        ["platform/Access/Authentication/AccessTokenReader.cs"] = "access_token",
        ["platform/Access/Authentication/CompactJws.cs"] = "compact_jws",
        ["platform/Access/Authentication/KeySetReader.cs"] = "key_set",
        ["platform/Access/Keys/ServiceSecrets.cs"] = "A setting.",
        ["platform/Bus/ErrorQueues.cs"] = "Events of the fleet.",
        ["platform/Data/Uuid7.cs"] = "object_key",
        ["platform/Http/Pagination/Cursor.cs"] = "cursor",
        ["platform/Http/Validation/BodyFaults.cs"] = "json_body",
        ["platform/Storage/ContentType.cs"] = "file_type",
        ["platform/Storage/Images/Gif.cs"] = "image",
        ["platform/Storage/Images/Jpeg.cs"] = "image",
        ["platform/Storage/Images/Png.cs"] = "image",
        ["platform/Storage/Images/Webp.cs"] = "image",
        ["services/ai-companion/Words/WordVectors.cs"] = "A file that is delivered with the program.",
        ["services/identity/Audit/AuditEndpoints.cs"] = "Text of the database.",
        ["services/identity/ExternalLogin/CodeExchange.cs"] =
            "Answers of a provider that an operator has chosen; .NET's parser reads them.",
        ["services/identity/ExternalLogin/IdToken.cs"] = "id_token",
        ["services/identity/Passkeys/PasskeyCeremonies.cs"] = "Options that the framework has written.",
        ["services/identity/Passkeys/PasskeyEndpoints.cs"] = "Examples.",
        ["services/identity/Passwords/Argon2id.cs"] = "Text of the database.",
        ["services/messaging/Attachments/LinkKeyRing.cs"] = "Only base64url of a link is read, and compared.",
        ["services/messaging/Calls/CallMethods.cs"] = "call_signal",
        ["services/messaging/Encryption/EncryptionOptions.cs"] = "A setting.",
        ["services/messaging/Encryption/TextVault.cs"] = "Text of the database.",
        ["services/messaging/Notifications/Notification.cs"] = "A hash of ours.",
        ["services/messaging/Realtime/Transport/HubProtocol.cs"] = "hub_message",
        ["services/messaging/Search/MessageSearch.cs"] = "A plan of PostgreSQL.",
        ["services/messaging/Uploads/UploadMetadata.cs"] = "upload_metadata",
        ["services/messaging/WebPush/PushEndpoints.cs"] = "push_key",
        ["services/messaging/Webhooks/WebhookOptions.cs"] = "A setting.",
    };

    [Fact]
    public void EachParserHasATargetOrAReason()
    {
        var parsers = ((string[])["gateway", "platform", "services"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Corpus.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Corpus.Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
            .Where(file => ReadsRawInput().IsMatch(File.ReadAllText(Path.Combine(Corpus.Root, file))));
        parsers.ShouldBe(TargetOrReason.Keys, ignoreOrder: true);
    }

    [Fact]
    public void EachNamedTargetExists() =>
        TargetOrReason.Values.Where(value => !value.EndsWith('.')).Where(name => AllTargets.Named(name) is null).ShouldBeEmpty();

    [GeneratedRegex(
        @"Json(Document|Element)\.Parse|new Utf8JsonReader|FromBase64String|Base64Url\.(Try)?Decode|BinaryPrimitives\.Read",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex ReadsRawInput();
}
