using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Community.Social.Membership;

/// <summary>
/// A link to a community. A user with its code may join, or ask to join, whether or not they could know of the community otherwise.
/// </summary>
internal sealed class JoinLink
{
    private const int CodeBytes = 16;

    public required Guid Id { get; init; }

    public required Guid CommunityId { get; init; }

    /// <summary>SHA-256 of the code; the code itself is shown only once.</summary>
    public byte[] CodeHash { get; init; } = [];

    /// <summary>One of <see cref="JoinLinkMode"/>.</summary>
    public required string Mode { get; init; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many users may join or ask by it; null: any number.</summary>
    public int? MaxUses { get; init; }

    /// <summary>How often users joined by it, and how many users asked by it.</summary>
    public int Uses { get; set; }

    public bool IsOver(DateTimeOffset now) => ExpiresAt <= now || Uses >= MaxUses;

    /// <summary>128 random bits.</summary>
    public static string NewCode() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));

    public static byte[] HashOf(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));
}

internal static class JoinLinkMode
{
    /// <summary>A user with the code joins.</summary>
    public const string Join = "join";

    /// <summary>A user with the code may ask; owners and moderators decide. If all users may join, the user joins.</summary>
    public const string Request = "request";
}
