using Community.Sdk.Models;

namespace Community.Bench.Fleet;

/// <summary>A public community with threads, created through the API.</summary>
internal static class OpenCommunity
{
    /// <summary>The first person creates it, the others join; each thread is opened by one of them.</summary>
    /// <returns>The threads' ids.</returns>
    public static async Task<IReadOnlyList<Guid>> CreateAsync(IReadOnlyList<Member> people, int threads)
    {
        var draft = new CommunityDraft
        {
            Name = $"Bench {Guid.CreateVersion7():N}",
            Kind = KindChoice.Community,
            Visibility = VisibilityChoice.Public,
        };
        var community = (await people[0].Client.Communities.CreateAsync(draft)).Id;
        foreach (var person in people.Skip(1))
        {
            await person.Client.Communities.JoinAsync(community);
        }

        var ids = new Guid[threads];
        for (var number = 0; number < threads; number++)
        {
            var thread = new NewThread { Title = $"Thread {number}", Content = "Where do we meet?" };
            ids[number] = (await people[number % people.Count].Client.Threads.CreateAsync(community, thread)).Id;
        }

        return ids;
    }
}
