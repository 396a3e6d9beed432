namespace Community.Social.Communities;

/// <summary>
/// A community: a group, a circle or a community. (The table, the API and the contracts say "community"; this class cannot, since the
/// product's own name is the root of every namespace.)
/// </summary>
internal sealed class CommunityGroup
{
    public required Guid Id { get; init; }

    public required long Version { get; set; }

    /// <summary>One of <see cref="CommunityKind"/>.</summary>
    public required string Kind { get; set; }

    public required string Name { get; set; }

    public string? Description { get; set; }

    /// <summary>The house rules, which members agree to: Markdown.</summary>
    public string? Rules { get; set; }

    public string? Category { get; set; }

    public string? Region { get; set; }

    public string? Interest { get; set; }

    public string[] Tags { get; set; } = [];

    /// <summary><c>#RRGGBB</c>.</summary>
    public string? Color { get; set; }

    public string? PictureKey { get; set; }

    /// <summary>The alternative text: the content of the picture in words.</summary>
    public string? PictureAlt { get; set; }

    /// <summary>One of <see cref="CommunityVisibility"/>.</summary>
    public required string Visibility { get; set; }

    /// <summary>Its description can be read without signing in; without effect while it is private.</summary>
    public bool IsOnWeb { get; set; }

    /// <summary>Minor units of <see cref="Currency"/>; only if it is paid.</summary>
    public long? PriceCents { get; set; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; set; }

    public long? PriceCredits { get; set; }

    /// <summary><c>one_time</c> or <c>monthly</c>.</summary>
    public string? Billing { get; set; }

    /// <summary>The exact number of active memberships.</summary>
    public required int MemberCount { get; set; }

    public required Guid CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>When moderators removed it: only its owners see it.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>When a rule held it back until a moderator has checked it: only its owners see it.</summary>
    public DateTimeOffset? HeldAt { get; set; }

    /// <summary>The region in the form that searches compare.</summary>
    public string? RegionKey { get; set; }

    public string? CategoryKey { get; set; }

    public string? InterestKey { get; set; }

    /// <summary>The name in the form by which lists are sorted.</summary>
    public string NameKey { get; set; } = "";

    /// <summary>Name, description and tags in the form that searches compare.</summary>
    public required string SearchName { get; set; }
}

internal static class CommunityKind
{
    public const string Group = "group";
    public const string Circle = "circle";
    public const string Community = "community";
}

internal static class CommunityVisibility
{
    public const string Public = "public";
    public const string Private = "private";
    public const string Paid = "paid";
}

/// <summary>How a paid community is paid for.</summary>
internal static class CommunityBilling
{
    public const string OneTime = "one_time";
    public const string Monthly = "monthly";
}
