using Community.Platform.Hosting.Configuration;
using Community.Social.Feed;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Community.Social.Tests.Feed;

[Collection(nameof(SocialTests))]
public sealed class OldActivitiesTests(SocialApplication social)
{
    [Fact]
    public async Task WhatIsOlderThan400DaysIsForgotten()
    {
        var actor = await social.PersonAsync();
        var now = TimeProvider.System.GetUtcNow();
        await social.EarnedAsync(actor, now.AddDays(-401));
        var kept = await social.EarnedAsync(actor, now.AddDays(-399));

        await social
            .Service<IEnumerable<IHostedService>>()
            .OfType<OldActivities>()
            .Single()
            .SweepAsync(TestContext.Current.CancellationToken);

        (await social.WithDbAsync(db => db.Activities.Where(a => a.ActorId == actor).Select(a => a.Id).ToListAsync())).ShouldBe([kept]);
    }

    [Fact]
    public void TheNumberOfDaysIsConfigured()
    {
        Configured("30").GetSettings<ActivityOptions>().Kept.ShouldBe(TimeSpan.FromDays(30));
        Should
            .Throw<OptionsValidationException>(() => Configured("0").GetSettings<ActivityOptions>())
            .Message.ShouldBe("Social:ActivityDays is 0 and must be 1 to 36500.");
    }

    private static IConfiguration Configured(string days) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Social:ActivityDays", days)]).Build();
}
