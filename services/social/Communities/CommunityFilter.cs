using System.ComponentModel.DataAnnotations;
using Community.ServiceDefaults.Validation;
using Microsoft.AspNetCore.Mvc;

namespace Community.Social.Communities;

/// <summary>Which communities.</summary>
/// <param name="Kind">Of this kind.</param>
/// <param name="Category">Of this category, whatever the case.</param>
/// <param name="Region">Of this region, whatever the case.</param>
/// <param name="Interest">Of this interest, whatever the case.</param>
/// <param name="Tag">With one of these tags, whatever the case and with or without #; at most 20.</param>
/// <param name="Visibility">public, private (those that the caller belongs to) or paid.</param>
/// <param name="Q">Words of the name, the description or the tags, as in a search box: "quoted", -excluded; the last may be unfinished.</param>
/// <param name="Sort">newest (unless told otherwise), members (most first) or name.</param>
internal sealed record CommunityFilter(
    Choice<KindChoice>? Kind = null,
    [property: SingleLine, StringLength(CommunityRules.WordLength)] string? Category = null,
    [property: SingleLine, StringLength(CommunityRules.RegionLength)] string? Region = null,
    [property: SingleLine, StringLength(CommunityRules.WordLength)] string? Interest = null,
    [property: FromQuery(Name = "tag"), SingleLine, StringLength(CommunityRules.WordLength), TagWord, MaxLength(CommunityRules.MostTags)] string[]? Tag = null,
    Choice<VisibilityChoice>? Visibility = null,
    [property: SingleLine, StringLength(200)] string? Q = null,
    Choice<SortChoice>? Sort = null);

/// <summary>Which of one's own communities.</summary>
/// <param name="Role">Where the caller has this role.</param>
/// <param name="Kind">Of this kind.</param>
internal sealed record MineFilter(Choice<RoleChoice>? Role = null, Choice<KindChoice>? Kind = null);

/// <summary>An order of communities.</summary>
internal enum SortChoice
{
    /// <summary>Founded last.</summary>
    Newest,

    /// <summary>With most members.</summary>
    Members,

    /// <summary>By the alphabet.</summary>
    Name,
}

/// <summary>What one may be in a community.</summary>
internal enum RoleChoice
{
    /// <summary>Owns it.</summary>
    Owner,

    /// <summary>Keeps it in order.</summary>
    Moderator,

    /// <summary>Takes part.</summary>
    Member,
}
