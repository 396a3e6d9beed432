using System.Text.Json.Serialization;
using Community.Platform.Http.OpenApi;
using Community.Social.People;

namespace Community.Social.Discovery;

/// <summary>Users whom the caller may know.</summary>
/// <param name="Items">Those with mutual connections first.</param>
internal sealed record SuggestionList(IReadOnlyList<SuggestionView> Items) : IHasExample<SuggestionList>
{
    public static SuggestionList Example => new([SuggestionView.Example]);
}

/// <summary>A user whom the caller may know, and the reason.</summary>
/// <param name="Person">The user.</param>
/// <param name="Reason">The reason.</param>
internal sealed record SuggestionView(PersonSummary Person, SuggestionReason Reason) : IHasExample<SuggestionView>
{
    public static SuggestionView Example => new(PersonSummary.Example, SuggestionReason.Example);
}

/// <summary>The reason for a suggestion.</summary>
/// <param name="Kind">mutual_connections, shared_interests, same_community or same_region.</param>
/// <param name="Text">The reason for people, in English.</param>
/// <param name="Detail">The data with which clients can write their own text.</param>
internal sealed record SuggestionReason(string Kind, string Text, SuggestionDetail Detail) : IHasExample<SuggestionReason>
{
    public static SuggestionReason Example => OfMutualConnections(4, [PersonSummary.Example]);

    public static SuggestionReason OfMutualConnections(int count, IReadOnlyList<PersonSummary> people) =>
        new(
            "mutual_connections",
            count == 1
                ? $"Connected with {NameOf(people[0])}"
                : $"Connected with {NameOf(people[0])} and {count - 1} more of your connections",
            new(MutualConnections: count, People: people)
        );

    public static SuggestionReason OfInterests(IReadOnlyList<string> interests) =>
        new("shared_interests", $"Interested in {string.Join(", ", interests.Take(3))} too", new(Interests: interests));

    public static SuggestionReason OfCommunity(Guid id, string name) =>
        new("same_community", $"Member of {name} too", new(Community: new(id, name)));

    public static SuggestionReason OfRegion(string region) => new("same_region", $"From {region} too", new(Region: region));

    private static string NameOf(PersonSummary person) => person.FullName ?? person.Username;
}

/// <summary>The data of a reason; it has only the members of its kind.</summary>
/// <param name="MutualConnections">The number of mutual connections.</param>
/// <param name="People">Up to three of them.</param>
/// <param name="Interests">The shared interests, the rarest first.</param>
/// <param name="Community">A community of which both are members.</param>
/// <param name="Region">The region of both.</param>
internal sealed record SuggestionDetail(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MutualConnections = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<PersonSummary>? People = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Interests = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SharedCommunity? Community = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Region = null
) : IHasExample<SuggestionDetail>
{
    public static SuggestionDetail Example => SuggestionReason.Example.Detail;
}

/// <summary>A community of which two users are members.</summary>
/// <param name="Id">The community's id.</param>
/// <param name="Name">Its name.</param>
internal sealed record SharedCommunity(Guid Id, string Name) : IHasExample<SharedCommunity>
{
    public static SharedCommunity Example => new(Guid.Parse("0198c0de-0000-7000-8000-000000000003"), "Harbour runners");
}
