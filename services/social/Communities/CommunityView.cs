using Community.Platform.Http.OpenApi;
using Community.Platform.Storage;
using Community.Social.People;

namespace Community.Social.Communities;

/// <summary>A community.</summary>
/// <param name="Id">The community's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">group, circle or community.</param>
/// <param name="Description">Its description: Markdown as its owners wrote it. Clients have to sanitise it before they show it.</param>
/// <param name="Category">Its category.</param>
/// <param name="Region">Its region.</param>
/// <param name="Interest">The interest that its members share.</param>
/// <param name="Tags">In lower case.</param>
/// <param name="Color"><c>#RRGGBB</c>.</param>
/// <param name="PictureUrl">The path of its picture, relative to the gateway; for a private community only members can load it.</param>
/// <param name="Visibility">public, private or paid.</param>
/// <param name="PriceCents">The price of joining, in minor units of the currency; null if it is free.</param>
/// <param name="PriceCredits">The price in credits, if they are accepted.</param>
/// <param name="Currency">ISO 4217; null if it is free.</param>
/// <param name="Billing">one_time or monthly; null if it is free.</param>
/// <param name="MemberCount">The number of members.</param>
/// <param name="CreatedBy">The founder.</param>
/// <param name="Owner">The owner, of several the first; null: the caller is not signed in, or cannot see them.</param>
/// <param name="CreatedAt">When it was founded.</param>
/// <param name="UpdatedAt">When its owners last changed it.</param>
/// <param name="MyRole">owner, moderator or member; null if the caller is not a member.</param>
/// <param name="IsMember">Whether the caller is a member.</param>
/// <param name="IsHeld">Moderators have yet to check it: until then only its owners see it.</param>
/// <param name="IsRemoved">Moderators removed it: only its owners see it.</param>
/// <param name="IsOnWeb">Whether it can be read without signing in; it has no effect while the community is private.</param>
/// <param name="Picture">The picture with its size, placeholder and description; null: there is none.</param>
/// <param name="Rules">The house rules, which users agree to by joining: Markdown as its owners wrote it; null: there are none.</param>
/// <param name="RulesHtml">The same as HTML that is safe to show.</param>
internal sealed record CommunityView(
    Guid Id,
    string Name,
    string Kind,
    string? Description,
    string? Category,
    string? Region,
    string? Interest,
    IReadOnlyList<string> Tags,
    string? Color,
    string? PictureUrl,
    string Visibility,
    long? PriceCents,
    long? PriceCredits,
    string? Currency,
    string? Billing,
    int MemberCount,
    Guid CreatedBy,
    PersonSummary? Owner,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? MyRole,
    bool IsMember,
    bool IsHeld,
    bool IsRemoved,
    bool IsOnWeb,
    PictureView? Picture,
    string? Rules,
    string? RulesHtml
) : IHasExample<CommunityView>
{
    public static CommunityView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"),
            "Sunrise runners",
            "circle",
            "We run along the harbour. *All paces.*",
            "Fitness",
            "Dubai",
            "running",
            ["trail running", "mornings"],
            "#39CCB7",
            "/api/v1/communities/0198c0de-0000-7000-8000-0000000000c1/picture?v=0198c0de00007000800000000000000a",
            "paid",
            1500,
            15,
            "USD",
            "monthly",
            42,
            PersonSummary.Example.Id,
            PersonSummary.Example,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            "member",
            IsMember: true,
            IsHeld: false,
            IsRemoved: false,
            IsOnWeb: false,
            PictureView.Example,
            "- Wait for the last runner.\n- No advertising.",
            "<ul>\n<li>Wait for the last runner.</li>\n<li>No advertising.</li>\n</ul>"
        );

    /// <param name="community">The community.</param>
    /// <param name="owner">Its owner; null: the caller cannot see them.</param>
    /// <param name="role">The caller's role; null: the caller is not a member.</param>
    public static CommunityView Of(CommunityGroup community, PersonSummary? owner, string? role) =>
        new(
            community.Id,
            community.Name,
            community.Kind,
            community.Description,
            community.Category,
            community.Region,
            community.Interest,
            community.Tags,
            community.Color,
            PictureUrlOf(community.Id, community.PictureKey),
            community.Visibility,
            community.PriceCents,
            community.PriceCredits,
            community.Currency,
            community.Billing,
            community.MemberCount,
            community.CreatedBy,
            owner,
            community.CreatedAt,
            community.UpdatedAt,
            role,
            role is not null,
            community.HeldAt is not null,
            community.RemovedAt is not null,
            community.IsOnWeb,
            PictureView.Of(PictureUrlOf(community.Id, community.PictureKey), community.PictureKey, community.PictureAlt),
            community.Rules,
            CommunityRules.HtmlOf(community.Rules)
        );

    public static string? PictureUrlOf(Guid id, string? key) =>
        key is null ? null : $"/api/v1/communities/{id}/picture?v={ObjectKey.VersionOf(key)}";
}
