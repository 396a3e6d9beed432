using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Mvc;

namespace Community.Social.Discovery;

/// <summary>A filter of users.</summary>
/// <param name="Region">Of this region, in any case.</param>
/// <param name="Interest">With one of these interests, in any case; at most 20.</param>
/// <param name="Q">With this text in the username or full name, in any case.</param>
/// <param name="IdentityBadge">With this badge, one of the ten.</param>
/// <param name="AgeMin">At least this age in years, 0 to 150; needs the premium plan. Users without an age are not found.</param>
/// <param name="AgeMax">At most this age in years, 0 to 150; needs the premium plan. Users without an age are not found.</param>
/// <param name="Gender">Of this gender, in the users' own words, in any case; needs the premium plan.</param>
internal sealed record PeopleFilter(
    [property: SingleLine, StringLength(100)] string? Region = null,
    [property: FromQuery(Name = "interest"), SingleLine, Interest, MaxLength(20)] string[]? Interest = null,
    [property: SingleLine, StringLength(100)] string? Q = null,
    [property: FromQuery(Name = "identity_badge"), IdentityBadge] string? IdentityBadge = null,
    [property: FromQuery(Name = "age_min"), Range(0, PeopleFilter.MaxAge)] int? AgeMin = null,
    [property: FromQuery(Name = "age_max"), Range(0, PeopleFilter.MaxAge)] int? AgeMax = null,
    [property: SingleLine, StringLength(50)] string? Gender = null
) : IHasRules<PeopleFilter>
{
    private const int MaxAge = 150;

    public static RequestRules<PeopleFilter> Rules { get; } =
        new RequestRules<PeopleFilter>().Add(
            nameof(AgeMax),
            filter =>
                filter.AgeMin > filter.AgeMax ? new(FaultCode.TooSmall, "must not be less than age_min") { Min = filter.AgeMin } : null,
            nameof(AgeMin)
        );

    /// <summary>Whether the filter needs a plan with advanced matching.</summary>
    public bool NeedsAdvancedMatching => AgeMin is not null || AgeMax is not null || Gender is not null;

    /// <summary>Whether all users match, or all users of a region.</summary>
    public bool IsOfRegionAtMost =>
        this is { Interest: null or [], Q: null, IdentityBadge: null, AgeMin: null, AgeMax: null, Gender: null };
}

/// <summary>An interest has at most 50 characters, as in identity.</summary>
internal sealed class InterestAttribute : TextRuleAttribute
{
    private const int MaxLength = 50;

    public override Fault? FaultOf(string text) => text.Length <= MaxLength ? null : Fault.TooLong(MaxLength);
}

/// <summary>One of the ten badges, in its exact spelling.</summary>
internal sealed class IdentityBadgeAttribute : TextRuleAttribute
{
    public override Fault? FaultOf(string text) => Fault.UnlessOneOf(Badges.All, text);
}
