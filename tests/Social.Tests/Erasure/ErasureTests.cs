using Community.Contracts.Companion;
using Community.Contracts.Events;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Platform.Data.Erasure;
using Community.Social.Communities;
using Community.Social.Erasure;
using Community.Social.Feed;
using Community.Social.Membership;
using Community.Social.Tests.Feed;
using Community.Social.Tests.People;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Erasure;

[Collection(nameof(SocialTests))]
public sealed class ErasureTests(SocialApplication social)
{
    private readonly string _name = $"Amal {Guid.CreateVersion7():N}";

    [Fact]
    public async Task NothingThatIdentifiesThePersonIsLeft()
    {
        var (person, other, founded) = await PersonWithEverythingAsync();
        (await TracesAsync(person)).Keys.ShouldBe([
            "activities",
            "blocks",
            "boosts",
            "communities",
            "community_members",
            "connection_edges",
            "connections",
            "entitlements",
            "events",
            "follows",
            "people",
            "people_by_interest",
            "rsvps",
        ]);

        await EraseAsync(person);

        // Outbox rows are deleted after the broker has them.
        await Poll.UntilAsync(async () => !(await TracesAsync(person)).ContainsKey("outbox_messages"));
        var left = await TracesAsync(person);
        left.Keys.ShouldBe(["communities", "people"]);
        left["communities"].ShouldHaveSingleItem().ShouldContain($"\"created_by\": \"{person}\"");
        left["people"]
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                row => row.ShouldContain("\"is_erased\": true"),
                row => row.ShouldNotContain(_name, Case.Insensitive)
            );
        (await TracesAsync(Guid.Empty, _name)).ShouldBeEmpty();
        (await CommunityAsync(founded)).MemberCount.ShouldBe(1);
        (await social.WithDbAsync(db => db.ConnectionEdges.CountAsync(edge => edge.UserId == other))).ShouldBe(0);
    }

    [Fact]
    public async Task LateNewsAndASecondErasureBringNothingBack()
    {
        var (person, other, founded) = await PersonWithEverythingAsync();
        await EraseAsync(person);
        var version = (await CommunityAsync(founded)).Version;
        await EraseAsync(person);
        var at = Scene.Next();
        var e = Guid.CreateVersion7();
        await social.ConsumeAsync(
            9,
            Users.Updated(person, 9, Users.Profile($"{_name} again")),
            new EntitlementsChanged(Guid.CreateVersion7(), at, person, 99, "elite", ["unlimited_circles"], null),
            new ProfileBoosted(Guid.CreateVersion7(), at, person, 99, at.AddDays(1)),
            new EventPublished(Guid.CreateVersion7(), at, e, 1, person, "Bake", "meetup", null, null, null, at, at, "UTC", "public"),
            new RsvpConfirmed(Guid.CreateVersion7(), at, Guid.CreateVersion7(), 2, e, person, other),
            new RsvpCancelled(Guid.CreateVersion7(), at, Guid.CreateVersion7(), 3, e, person, other, "by_attendee"),
            new AttendeeArrived(Guid.CreateVersion7(), at, Guid.CreateVersion7(), 3, e, person, other, "ticket"),
            new EventPhotoUploaded(Guid.CreateVersion7(), at, Guid.CreateVersion7(), 1, e, person, "/photo"),
            new BadgeEarned(Guid.CreateVersion7(), at, Guid.CreateVersion7(), 1, person, "Early bird")
        );
        await social.DidAsync(other, ActivityKind.Followed, user: person);

        await Poll.UntilAsync(async () => !(await TracesAsync(person)).ContainsKey("outbox_messages"));
        (await TracesAsync(person)).Keys.ShouldBe(["communities", "people"]);
        (await CommunityAsync(founded)).ShouldSatisfyAllConditions(c => c.MemberCount.ShouldBe(1), c => c.Version.ShouldBe(version));
    }

    [Fact]
    public async Task TheLongestServingModeratorInheritsACommunity()
    {
        var people = await social.PeopleAsync(4);
        var (owner, member, moderator, later) = (people[0], people[1], people[2], people[3]);
        var community = await social.CommunityAsync(CommunityVisibility.Public, owner, member, moderator, later);
        await RoleAsync(community, moderator, MemberRole.Moderator);
        await RoleAsync(community, later, MemberRole.Moderator);

        await EraseAsync(owner);

        (await MembershipAsync(community, owner)).ShouldBeNull();
        (await MembershipAsync(community, moderator))!.ShouldSatisfyAllConditions(
            m => m.Role.ShouldBe(MemberRole.Owner),
            m => m.Version.ShouldBe(2)
        );
        (await MembershipAsync(community, later))!.Role.ShouldBe(MemberRole.Moderator);
        (await CommunityAsync(community)).MemberCount.ShouldBe(3);
    }

    [Fact]
    public async Task WithoutModeratorsTheLongestServingMemberDoesAndWithAnotherOwnerNoMember()
    {
        var people = await social.PeopleAsync(3);
        var inherited = await social.CommunityAsync(CommunityVisibility.Private, people[0], people[1], people[2]);
        var shared = await social.CommunityAsync(CommunityVisibility.Public, people[0], people[1], people[2]);
        await RoleAsync(shared, people[2], MemberRole.Owner);

        await EraseAsync(people[0]);

        (await MembershipAsync(inherited, people[1]))!.Role.ShouldBe(MemberRole.Owner);
        (await MembershipAsync(shared, people[1]))!.Role.ShouldBe(MemberRole.Member);
        (await MembershipAsync(shared, people[2]))!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task ACommunityWithoutMembersIsDeleted()
    {
        var owner = await social.PersonAsync();
        var community = await social.CommunityAsync(CommunityVisibility.Public, owner);

        await EraseAsync(owner);

        (await CommunityAsync(community)).ShouldSatisfyAllConditions(
            c => c.DeletedAt.ShouldNotBeNull(),
            c => c.Version.ShouldBe(2),
            c => c.MemberCount.ShouldBe(0),
            c => c.CreatedBy.ShouldBe(owner)
        );
    }

    [Fact]
    public async Task AllMembersErasedAtOnceLeaveADeletedCommunityWithoutMembers()
    {
        var people = await social.PeopleAsync(6);
        var one = await social.CommunityAsync(CommunityVisibility.Public, [.. people]);
        var other = await social.CommunityAsync(CommunityVisibility.Public, [.. people.Reverse()]);

        await social.ConsumeAsync(6, [.. people.Select(person => Users.Erased(person, 2))]);

        foreach (var community in (Guid[])[one, other])
        {
            (await CommunityAsync(community)).ShouldSatisfyAllConditions(
                c => c.DeletedAt.ShouldNotBeNull(),
                c => c.MemberCount.ShouldBe(0)
            );
            (await social.WithDbAsync(db => db.Members.CountAsync(m => m.CommunityId == community))).ShouldBe(0);
        }
    }

    [Fact]
    public async Task WhatEndsIsAnnounced()
    {
        await KeepAnnouncedAsync();
        var people = await social.PeopleAsync(2);
        var (owner, heir) = (people[0], people[1]);
        var kept = await social.CommunityAsync(CommunityVisibility.Public, owner, heir);
        var closed = await social.CommunityAsync(CommunityVisibility.Public, owner);
        var (ended, inherits) = ((await MembershipAsync(kept, owner))!.Id, (await MembershipAsync(kept, heir))!.Id);

        await EraseAsync(owner);

        (await AnnouncedAsync(ended)).ShouldBe([nameof(CommunityMemberLeft)]);
        (await AnnouncedAsync(inherits)).ShouldBe([nameof(CommunityMemberRoleChanged)]);
        (await AnnouncedAsync(closed)).ShouldBe([nameof(CommunityDeleted)]);
    }

    [Fact]
    public async Task OnlyTheFleetGetsAllStoredDataOfAPerson()
    {
        var (person, other, founded) = await PersonWithEverythingAsync();
        var path = $"/internal/people/{person}/export";

        await social.Http().GetAsync(path).ShouldAnswerAsync(401);
        await social.HttpAs(person, "admin").GetAsync(path).ShouldAnswerAsync(401);
        var export = await social.HttpAsFleet().GetAsync(path).ShouldAnswerAsync(200);

        export["profile"]!["full_name"]!.GetValue<string>().ShouldBe($"{_name} Haddad");
        export["plan"]!["plan"]!.GetValue<string>().ShouldBe("premium");
        export["boosted_until"].ShouldNotBeNull();
        export["communities_founded"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<Guid>().ShouldBe(founded);
        export["blocked"]!.AsArray().ShouldHaveSingleItem("only whom the person blocks");
        foreach (var list in (string[])["connections", "following", "followers", "rsvps"])
        {
            export[list]!.AsArray().ShouldHaveSingleItem(list);
        }

        export["memberships"]!.AsArray().Count.ShouldBe(2);
        export["activities"]!
            .AsArray()
            .Select(item => item!["kind"]!.GetValue<string>())
            .ShouldBe(["event_created", "rsvp", "followed"], ignoreOrder: true);
        export["connections"]![0]!["to_user_id"]!.GetValue<Guid>().ShouldBe(other);
    }

    [Fact]
    public async Task OfAnUnknownPersonNothingIsExported()
    {
        var export = await social.HttpAsFleet().GetAsync($"/internal/people/{Guid.CreateVersion7()}/export").ShouldAnswerAsync(200);

        export["profile"].ShouldBeNull();
        export["activities"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task EveryTableThatKnowsPersonsSaysWhatBecomesOfThem()
    {
        var found = await social.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    SELECT DISTINCT c.table_name::text AS "Value" FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
                    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT IN ('schema_migrations', 'announced')
                        AND column_name ~ '(^|_)(user|actor|organizer|blocker|blocked|follower|followed|low|high|from|to|other|person|owner|member|reporter|moderator|assignee)(_id|_by|$)|_by$|email|phone|address|username|full_name|content$|payload|answer'
                    """
                )
                .ToListAsync()
        );

        found.Count.ShouldBeGreaterThan(10);
        found.Except(PersonalData.Tables.Select(table => table.Name)).ShouldBeEmpty("tables without an erasure policy in PersonalData");
        PersonalData.Tables.Where(table => table.Policy == ErasurePolicy.Keep && table.Sql is not null).ShouldBeEmpty();
        PersonalData
            .Tables.Where(table => table.Policy != ErasurePolicy.Keep && table.Sql is null)
            .Select(table => table.Name)
            .ShouldBe(["people", "communities", "access_orders", "connection_edges", "people_by_interest"]);
    }

    /// <summary>A person with rows in every table, a second person with relations to them, and the community that they founded.</summary>
    private async Task<(Guid Person, Guid Other, Guid Founded)> PersonWithEverythingAsync()
    {
        var registered = Users.Registered(Users.Profile(_name, "Dubai", ["chess"], $"{_name} Haddad"));
        await social.AddAsync(registered);
        var person = registered.UserId;
        var others = await social.PeopleAsync(2);
        var (other, blocker) = (others[0], others[1]);
        await social.ConnectAsync(person, other);
        await social.FollowAsync(person, other);
        await social.FollowAsync(other, person);
        await social.BlockAsync(person, blocker);
        await social.BlockAsync(blocker, person);
        var founded = await social.CommunityAsync(CommunityVisibility.Public, person, other);
        var left = await social.CommunityAsync(CommunityVisibility.Private, other, person);
        await social.WithDbAsync(db =>
            db.Members.Where(m => m.CommunityId == left && m.UserId == person)
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(m => m.IsMember, false).SetProperty(m => m.LeftAt, Scene.Start).SetProperty(m => m.LeaveReason, "left")
                )
        );
        await social.DidAsync(person, ActivityKind.Followed, user: other);
        await social.DidAsync(other, ActivityKind.Followed, user: person);
        var (at, e) = (Scene.Next(), Guid.CreateVersion7());
        await social.ConsumeAsync(
            4,
            new EntitlementsChanged(Guid.CreateVersion7(), at, person, 2, "premium", ["unlimited_circles"], null),
            new ProfileBoosted(Guid.CreateVersion7(), at, person, 2, at.AddDays(30)),
            new EventPublished(Guid.CreateVersion7(), at, e, 1, person, "Bake", "meetup", null, null, null, at, at, "UTC", "public"),
            new RsvpConfirmed(Guid.CreateVersion7(), at, Guid.CreateVersion7(), 2, e, person, person)
        );
        return (person, other, founded);
    }

    /// <summary>Every row of the database that contains the id or one of the words, by table.</summary>
    private async Task<SortedDictionary<string, List<string>>> TracesAsync(Guid person, string? words = null)
    {
        var tables = await social.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""SELECT table_name::text AS "Value" FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'announced'"""
                )
                .ToListAsync()
        );
        var traces = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            if (await social.RowsAsync(table, words ?? person.ToString()) is { Count: > 0 } rows)
            {
                traces[table] = rows;
            }
        }

        return traces;
    }

    private Task<CommunityGroup> CommunityAsync(Guid id) =>
        social.WithDbAsync(db => db.Communities.AsNoTracking().SingleAsync(community => community.Id == id));

    private Task<CommunityMember?> MembershipAsync(Guid community, Guid person) =>
        social.WithDbAsync(db => db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.CommunityId == community && m.UserId == person));

    private Task<int> RoleAsync(Guid community, Guid person, string role) =>
        social.WithDbAsync(db =>
            db.Members.Where(m => m.CommunityId == community && m.UserId == person)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, role))
        );

    /// <summary>Keeps all events from now on for <see cref="AnnouncedAsync"/>: the outbox itself is soon empty.</summary>
    private Task<int> KeepAnnouncedAsync() =>
        social.WithDbAsync(db =>
            db.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE IF NOT EXISTS announced (seq bigint, aggregate_id uuid, type text, payload text);
                CREATE OR REPLACE FUNCTION announce() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN INSERT INTO announced VALUES (NEW.seq, NEW.aggregate_id, NEW.type, NEW.payload); RETURN NULL; END $$;
                CREATE OR REPLACE TRIGGER announce AFTER INSERT ON outbox_messages FOR EACH ROW EXECUTE FUNCTION announce()
                """
            )
        );

    private Task<List<string>> AnnouncedAsync(Guid aggregate) =>
        social.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""SELECT split_part(type, '.', 2) AS "Value" FROM announced WHERE aggregate_id = {aggregate} ORDER BY seq"""
                )
                .ToListAsync()
        );

    private Task EraseAsync(Guid person) => social.ConsumeAsync(1, Users.Erased(person, 3));
}
