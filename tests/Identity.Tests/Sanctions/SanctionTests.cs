using System.Net;
using System.Net.Http.Json;
using Community.Contracts;
using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Identity.Administration;
using Community.Identity.Data;
using Community.Identity.Sanctions;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Identity.Tests.Sanctions;

/// <summary>The effect of social's moderation decisions on the account: in any order, and delivered more than once.</summary>
public sealed class SanctionTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    private readonly Guid _moderator = Guid.CreateVersion7();

    [Fact]
    public async Task ASuspensionEndsSessionsIsAnnouncedOnceAndOnRecord()
    {
        var person = await application.PersonAsync(password: Person.DefaultPassword);
        var until = Now.AddDays(7);
        var imposed = Imposed(person.Id, until);

        await ConsumeAsync(imposed, imposed with { EventId = Guid.CreateVersion7() });

        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        var told = (await application.PublishedAsync<UserSuspended>(person.Id)).ShouldHaveSingleItem();
        (told.IsSuspended, told.Until, told.Reason).ShouldBe((true, until, "spam"));
        (await LoginAsync(person)).ShouldBe(HttpStatusCode.Forbidden);
        (
            await application.QueryAsync<Guid>("SELECT actor_id FROM audit_entries WHERE user_id = $1 AND action = 'suspended'", person.Id)
        ).ShouldBe(_moderator);
    }

    [Fact]
    public async Task LiftingItLetsThePersonIn()
    {
        var person = await application.PersonAsync(password: Person.DefaultPassword);
        var imposed = Imposed(person.Id, until: null);

        await ConsumeAsync(imposed);
        (await LoginAsync(person)).ShouldBe(HttpStatusCode.Forbidden);
        await ConsumeAsync(Lifted(imposed), imposed with { EventId = Guid.CreateVersion7() });

        (await LoginAsync(person)).ShouldBe(HttpStatusCode.OK);
        (await application.PublishedAsync<UserSuspended>(person.Id)).Select(told => told.IsSuspended).ShouldBe([true, false]);
    }

    [Fact]
    public async Task OneThatIsLiftedBeforeItIsHeardOfNeverBegins()
    {
        var person = await application.PersonAsync();
        var imposed = Imposed(person.Id, until: null);

        await ConsumeAsync(Lifted(imposed), imposed);

        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        (await application.PublishedAsync<UserSuspended>(person.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task OfSeveralTheLongestCountsAndWhenItIsLiftedTheNext()
    {
        foreach (var isLongestFirst in (bool[])[true, false])
        {
            var person = await application.PersonAsync();
            var (week, month) = (Imposed(person.Id, Now.AddDays(7)), Imposed(person.Id, Now.AddDays(30)));

            await ConsumeAsync(isLongestFirst ? [month, week] : [week, month]);
            (await UntilAsync(person)).ShouldBe(month.Until);
            await ConsumeAsync(Lifted(month));
            (await UntilAsync(person)).ShouldBe(week.Until);
            await ConsumeAsync(Lifted(week));
            (await SuspendedAtAsync(person)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task WhatAnAdministratorDecidedIsNotLiftedByAModerator()
    {
        var admin = await application.PersonAsync(roles: ["attendee", "admin"]);
        var person = await application.PersonAsync();
        var imposed = Imposed(person.Id, Now.AddDays(7));

        await ConsumeAsync(imposed);
        await admin
            .Client.PostAsJsonAsync($"/api/v1/users/{person.Id}/suspend", new { reason = "for good" })
            .ShouldBeAsync(HttpStatusCode.OK);
        await ConsumeAsync(Imposed(person.Id, Now.AddDays(9)), Lifted(imposed));

        (await SuspendedAtAsync(person)).ShouldNotBeNull();
        (await UntilAsync(person)).ShouldBeNull();
    }

    [Fact]
    public async Task WhatAnAdministratorLiftsStaysLifted()
    {
        var admin = await application.PersonAsync(roles: ["attendee", "admin"]);
        var person = await application.PersonAsync();
        var (one, other) = (Imposed(person.Id, Now.AddDays(7)), Imposed(person.Id, Now.AddDays(9)));
        await ConsumeAsync(one, other);

        await admin.Client.DeleteAsync($"/api/v1/users/{person.Id}/suspend").ShouldBeAsync(HttpStatusCode.OK);
        await ConsumeAsync(Lifted(other));

        (await SuspendedAtAsync(person)).ShouldBeNull();
    }

    [Fact]
    public async Task NoModeratorSuspendsAnAdministratorAndTheAttemptIsOnRecord()
    {
        var admin = await application.PersonAsync(roles: ["attendee", "admin"]);

        await ConsumeAsync(Imposed(admin.Id, until: null));

        await admin.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        (
            await application.QueryAsync<long>(
                "SELECT count(*) FROM audit_entries WHERE user_id = $1 AND action = 'suspension_refused'",
                admin.Id
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task WarningsMutesAndStrangersAreNothingToIdentity()
    {
        var person = await application.PersonAsync();

        await ConsumeAsync(
            Imposed(person.Id, Now.AddDays(7)) with
            {
                Kind = "mute",
            },
            Imposed(person.Id, null) with
            {
                Kind = "warning",
            },
            Imposed(Guid.CreateVersion7(), null)
        );

        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        (await application.QueryAsync<long>("SELECT count(*) FROM sanctions WHERE user_id = $1", person.Id)).ShouldBe(0);
    }

    /// <summary>In whole microseconds, as social announces it.</summary>
    private DateTimeOffset Now =>
        new(application.Clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    private SanctionImposed Imposed(Guid userId, DateTimeOffset? until) =>
        new(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, userId, "suspension", until, "spam", Guid.CreateVersion7(), _moderator);

    private SanctionLifted Lifted(SanctionImposed imposed) =>
        new(Guid.CreateVersion7(), Now, imposed.SanctionId, 2, imposed.UserId, imposed.Kind, imposed.CaseId, _moderator);

    private async Task<HttpStatusCode> LoginAsync(Person person)
    {
        using var anonymous = application.Anonymous();
        return (
            await anonymous.PostAsJsonAsync("/api/v1/auth/login", new { identifier = person.Username, password = person.Password })
        ).StatusCode;
    }

    private async Task<DateTimeOffset?> UntilAsync(Person person) => await TimeAsync("suspended_until", person);

    private async Task<DateTimeOffset?> SuspendedAtAsync(Person person) => await TimeAsync("suspended_at", person);

    private async Task<DateTimeOffset?> TimeAsync(string column, Person person) =>
        await application.QueryAsync<DateTime?>($"SELECT {column} FROM users WHERE id = $1", person.Id) is { } time
            ? new DateTimeOffset(time, TimeSpan.Zero)
            : null;

    /// <summary>Does as the inbox filter: each event in its own transaction, saved and committed.</summary>
    private async Task ConsumeAsync(params IIntegrationEvent[] decided)
    {
        foreach (var one in decided)
        {
            await using var scope = application.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
            var control = scope.ServiceProvider.GetRequiredService<AccountControl>();
            await db.InTransactionAsync(async () =>
            {
                await (
                    one switch
                    {
                        SanctionImposed imposed => new WhenSanctionImposed(db, control).ApplyAsync(imposed),
                        SanctionLifted lifted => new WhenSanctionLifted(db, control).ApplyAsync(lifted),
                        _ => throw new ArgumentOutOfRangeException(nameof(decided)),
                    }
                );
                await db.SaveChangesAsync();
            });
        }
    }
}
