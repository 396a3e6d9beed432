using Community.Companion.Tests.Meaning;
using Community.Companion.Tests.People;
using Community.Contracts.Events;
using Community.Contracts.Social;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Communities;

public sealed class CommunityBackfillTests(TestServers servers)
{
    [Fact]
    public async Task WhatWasThereBeforeTheServiceIsFoundToo()
    {
        var (member, blocker) = (Users.Registered(Users.Profile()), Guid.CreateVersion7());
        var (open, hidden, deleted, secret) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var (e, cancelled) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var companion = new CompanionApplication(servers)
        {
            SnapshotsBefore = before =>
            {
                before.Communities.AddRange([
                    Snapshot(open, "Bagpipers"),
                    Snapshot(hidden, "Bagpipers hidden") with
                    {
                        IsHidden = true,
                    },
                    Snapshot(deleted, "Bagpipers deleted") with
                    {
                        IsDeleted = true,
                    },
                    Snapshot(secret, "Bagpipers secret") with
                    {
                        Visibility = "private",
                    },
                ]);
                before.Memberships.Add(
                    new(
                        secret,
                        1,
                        "Bagpipers secret",
                        "group",
                        "private",
                        true,
                        member.UserId,
                        Guid.CreateVersion7(),
                        1,
                        true,
                        "member",
                        Users.Start
                    )
                );
                before.Blocks.Add(new(Guid.CreateVersion7(), 1, blocker, member.UserId));
                before.Events.AddRange([
                    Snapshot(e) with
                    {
                        Description = "Bagpipers march.",
                    },
                    Snapshot(cancelled) with
                    {
                        IsCancelled = true,
                    },
                ]);
            },
        };
        await companion.InitializeAsync();
        await companion.AddAsync(member);

        foreach (var id in new[] { open, secret, e })
        {
            await companion.UntilFoundAsync(member.UserId, "Bagpipers", id);
        }

        var found = (await companion.SearchAsync(member.UserId, "Bagpipers", "&limit=100")).Items.Select(item => item.Id).ToList();
        found.ShouldNotContain(hidden);
        found.ShouldNotContain(deleted);
        found.ShouldNotContain(cancelled);
        await Poll.UntilAsync(() =>
            companion.WithDbAsync(db =>
                db.Database.SqlQuery<bool>(
                        $"""
                        SELECT is_blocked AS "Value" FROM blocks WHERE blocker_id = {blocker} AND blocked_id = {member.UserId}
                        """
                    )
                    .AnyAsync()
            )
        );
    }

    private static CommunitySnapshot Snapshot(Guid id, string name) =>
        new(id, 3, name, "group", "public", null, null, null, [], Guid.CreateVersion7(), false, false);

    private static EventSnapshot Snapshot(Guid id) =>
        new(
            id,
            3,
            Guid.CreateVersion7(),
            "March",
            new(2999, 1, 1, 8, 0, 0, TimeSpan.Zero),
            "public",
            Users.Start,
            false,
            false,
            new(2999, 1, 1, 9, 0, 0, TimeSpan.Zero),
            "meetup"
        );
}

[Collection(nameof(CompanionTests))]
public sealed class CommunityProjectionTests(CompanionApplication companion)
{
    [Fact]
    public async Task AnyOrderOfDeliveriesEndsInTheSameRows()
    {
        var (user, membership) = (await companion.PersonAsync(), Guid.CreateVersion7());
        var created = Found.Group("First name", "one");
        await companion.PublishAsync(
            Found.Left(created.CommunityId, user, membership, version: 4),
            Found.Updated(created, 5, "five"),
            Found.Joined(created.CommunityId, user, membership, version: 1),
            created,
            Found.Joined(created.CommunityId, user, membership, version: 3),
            Found.Updated(created, 2, "two")
        );
        await companion.PublishAsync(Found.Joined(created.CommunityId, user, membership, version: 5));

        await Poll.UntilAsync(async () => await RowAsync(membership) == "true member 5");
        await Poll.UntilAsync(() =>
            companion.WithDbAsync(db =>
                db.Database.SqlQuery<bool>(
                        $"""
                        SELECT description = 'five' AND version = 5 AS "Value" FROM communities WHERE id = {created.CommunityId}
                        """
                    )
                    .SingleOrDefaultAsync()
            )
        );
    }

    [Fact]
    public async Task AfterAnErasureNothingIsWrittenOfThePerson()
    {
        var (user, membership, block) = (await companion.PersonAsync(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var community = Guid.CreateVersion7();
        await companion.PublishAsync(Found.Joined(community, user, membership), Found.Blocked(user, Guid.CreateVersion7(), block));
        await Poll.UntilAsync(async () => await RowAsync(membership) == "true member 1");

        await companion.EraseAsync(user);

        (await RowAsync(membership)).ShouldBeNull();
        var witness = Guid.CreateVersion7();
        await companion.PublishAsync(
            Found.Joined(community, user, membership, version: 7),
            Found.Blocked(user, Guid.CreateVersion7(), block, version: 7)
        );
        await companion.PublishAsync(Found.Joined(community, await companion.PersonAsync(), witness));
        await Poll.UntilAsync(async () => await RowAsync(witness) is not null);
        (await RowAsync(membership)).ShouldBeNull();
        (
            await companion.WithDbAsync(db =>
                db.Database.SqlQuery<int>($"""SELECT 1 AS "Value" FROM blocks WHERE id = {block}""").AnyAsync()
            )
        ).ShouldBeFalse();
    }

    private Task<string?> RowAsync(Guid membership) =>
        companion.WithDbAsync(db =>
            db.Database.SqlQuery<string?>(
                    $"""SELECT concat_ws(' ', is_member::text, role, version::text) AS "Value" FROM memberships WHERE id = {membership}"""
                )
                .SingleOrDefaultAsync()
        );
}
