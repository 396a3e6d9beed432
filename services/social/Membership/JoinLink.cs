using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Community.Social.Membership;

/// <summary>A link to a community. Whoever holds its code may join, or ask to, whether or not they could know of the community otherwise.</summary>
internal sealed class JoinLink
{
    private const int CodeBytes = 16;

    public required Guid Id { get; init; }

    public required Guid CommunityId { get; init; }

    /// <summary>SHA-256 of the code, which nobody is told twice.</summary>
    public byte[] CodeHash { get; init; } = [];

    /// <summary>One of <see cref="JoinLinkMode"/>.</summary>
    public required string Mode { get; init; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many people may come by it; null: any number.</summary>
    public int? MaxUses { get; init; }

    /// <summary>How many came: joined by it, or asked to.</summary>
    public int Uses { get; set; }

    public bool IsOver(DateTimeOffset now) => ExpiresAt <= now || Uses >= MaxUses;

    /// <summary>128 bits of chance.</summary>
    public static string NewCode() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));

    public static byte[] HashOf(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));
}

internal static class JoinLinkMode
{
    /// <summary>Who holds it joins.</summary>
    public const string Join = "join";

    /// <summary>Who holds it may ask; owners and moderators decide. Where anybody may join, it joins.</summary>
    public const string Request = "request";
}
