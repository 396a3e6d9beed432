using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Mvc;

namespace Community.Social.Communities;

/// <summary>A filter of communities.</summary>
/// <param name="Kind">Of this kind.</param>
/// <param name="Category">Of this category, in any case.</param>
/// <param name="Region">Of this region, in any case.</param>
/// <param name="Interest">Of this interest, in any case.</param>
/// <param name="Tag">With one of these tags, in any case and with or without #; at most 20.</param>
/// <param name="Visibility">public, private (only those of which the caller is a member) or paid.</param>
/// <param name="Q">
/// Words of the name, the description or the tags, as in a search box: "quoted", -excluded; the last may be unfinished.
/// </param>
/// <param name="Sort">newest (the default), members (most first) or name.</param>
internal sealed record CommunityFilter(
    Choice<KindChoice>? Kind = null,
    [property: SingleLine, StringLength(CommunityRules.WordLength)] string? Category = null,
    [property: SingleLine, StringLength(CommunityRules.RegionLength)] string? Region = null,
    [property: SingleLine, StringLength(CommunityRules.WordLength)] string? Interest = null,
    [property: FromQuery(Name = "tag"), SingleLine, StringLength(CommunityRules.WordLength), TagWord, MaxLength(CommunityRules.MostTags)]
        string[]? Tag = null,
    Choice<VisibilityChoice>? Visibility = null,
    [property: SingleLine, StringLength(200)] string? Q = null,
    Choice<SortChoice>? Sort = null
);

/// <summary>A filter of the caller's own communities.</summary>
/// <param name="Role">Only those where the caller has this role.</param>
/// <param name="Kind">Of this kind.</param>
internal sealed record MineFilter(Choice<RoleChoice>? Role = null, Choice<KindChoice>? Kind = null);

/// <summary>An order of communities.</summary>
internal enum SortChoice
{
    /// <summary>The newest first.</summary>
    Newest,

    /// <summary>The most members first.</summary>
    Members,

    /// <summary>In alphabetical order.</summary>
    Name,
}

/// <summary>The roles of members.</summary>
internal enum RoleChoice
{
    /// <summary>Is an owner.</summary>
    Owner,

    /// <summary>Is a moderator.</summary>
    Moderator,

    /// <summary>Is a member without further rights.</summary>
    Member,
}
