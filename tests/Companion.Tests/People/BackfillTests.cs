using Community.Contracts.Identity;
using Community.Testing;

namespace Community.Companion.Tests.People;

public sealed class BackfillTests(TestServers servers)
{
    [Fact]
    public async Task AccountsFromBeforeTheFirstStartAreFoundToo()
    {
        await using var companion = new CompanionApplication(servers);
        for (var i = 0; i < 5; i++)
        {
            companion.Before.Add(Snapshot());
        }

        var erased = Snapshot() with { Profile = null, IsErased = true };
        companion.Before.Add(erased);
        await companion.InitializeAsync();

        await Poll.UntilAsync(() =>
            companion.WithDbAsync(async db => await Task.FromResult(db.People.Count(person => person.ProfileVersion == 3) == 5))
        );
        (await companion.FindAsync(erased.UserId))!.IsErased.ShouldBeTrue();
    }

    [Fact]
    public async Task ASnapshotNeverOverwritesWhatIsNewer()
    {
        await using var companion = new CompanionApplication(servers);
        var snapshot = Snapshot();
        companion.Before.Add(snapshot);
        await companion.InitializeAsync();
        await Poll.UntilAsync(async () => await companion.FindAsync(snapshot.UserId) is { ProfileVersion: 3 });

        await companion.PublishAsync(
            Users.Updated(snapshot.UserId, 2, Users.Profile("older")),
            Users.Updated(snapshot.UserId, 4, Users.Profile("newer"))
        );

        await Poll.UntilAsync(async () => await companion.FindAsync(snapshot.UserId) is { Username: "newer", ProfileVersion: 4 });
    }

    private static PersonSnapshot Snapshot() =>
        new(
            Guid.CreateVersion7(),
            Version: 3,
            Users.Profile(),
            ["attendee"],
            IsGuest: false,
            IsSuspended: false,
            SuspendedUntil: null,
            IsErased: false
        );
}
