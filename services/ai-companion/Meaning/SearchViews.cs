using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Mvc;

namespace Community.Companion.Meaning;

/// <summary>A search.</summary>
/// <param name="Q">In the caller's own words, 1 to 200 characters: a wish, a problem, a name.</param>
/// <param name="Kinds">
/// Only these kinds: person, community, event, course; several as <c>kinds=person&amp;kinds=event</c>. None: all.
/// </param>
internal sealed record SearchQuery(
    [property: FromQuery(Name = "q"), Required, SingleLine, StringLength(200)] string Q,
    [property: FromQuery(Name = "kinds"), Length(0, 4), MeaningKindRule] string[]? Kinds = null
);

/// <summary>One of the kinds that can be found.</summary>
internal sealed class MeaningKindRuleAttribute : TextRuleAttribute
{
    public override Fault? FaultOf(string text) => Fault.UnlessOneOf(MeaningKind.All, text);
}

/// <summary>A page of results, the best first.</summary>
/// <param name="Items">The results.</param>
/// <param name="Total">How many there are on all pages; one search finds 200 at most.</param>
/// <param name="Page">Which page this is, from 1.</param>
/// <param name="Pages">How many pages there are.</param>
/// <param name="FoundBy">
/// meaning_and_words; or words, if the query has no vector: its language is not known offline, or the model is away.
/// </param>
internal sealed record SearchAnswer(IReadOnlyList<FoundItem> Items, long Total, int Page, long Pages, string FoundBy)
    : IHasExample<SearchAnswer>
{
    public static SearchAnswer Example => new([FoundItem.Example], 1, 1, 1, "meaning_and_words");
}

/// <summary>A result of a search.</summary>
/// <param name="Kind">person, community, event or course.</param>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its name.</param>
/// <param name="Summary">A few words about it; may be empty.</param>
/// <param name="Score">How well it matches, 0 to 1; comparable within one search only.</param>
/// <param name="ActionLink">Where the client shows it.</param>
internal sealed record FoundItem(string Kind, Guid Id, string Title, string Summary, double Score, string ActionLink)
    : IHasExample<FoundItem>
{
    public static FoundItem Example =>
        new(
            MeaningKind.Community,
            Guid.Parse("0198c0de-0000-7000-8000-000000000003"),
            "Grief Walks",
            "A slow walk for those who have lost somebody.",
            0.71,
            "/communities/0198c0de-0000-7000-8000-000000000003"
        );
}

/// <summary>The path where the client shows a thing.</summary>
internal static class ActionLink
{
    public static string To(string kind, Guid id) =>
        kind switch
        {
            MeaningKind.Person => $"/users/{id}",
            MeaningKind.Community => $"/communities/{id}",
            MeaningKind.Event => $"/events/{id}",
            _ => $"/courses/{id}",
        };
}
