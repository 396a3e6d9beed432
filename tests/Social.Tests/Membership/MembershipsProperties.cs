using Community.Contracts;
using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Social.Communities;
using Community.Social.Membership;
using Community.Social.PaidAccess;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Social.Tests.Membership;

/// <summary>Invariants of a community's memberships under any commands, in any order and number.</summary>
public sealed class MembershipsProperties
{
    private const int People = 6;
    private static readonly DateTimeOffset Opening = new(2026, 1, 30, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A command: its kind, its user, its actor, its number, and the hours since the command before it.</summary>
    private sealed record Step(string What, int Who, int By, int Number, int Hours);

    private static readonly Gen<Step> Steps =
        from what in Gen.Elements(
            "join",
            "join",
            "join",
            "join",
            "link",
            "link",
            "accept",
            "accept",
            "decline",
            "withdraw",
            "leave",
            "leave",
            "remove",
            "ban",
            "unban",
            "role",
            "role",
            "role",
            "invite",
            "pay",
            "pay",
            "pay",
            "fail",
            "refund",
            "renew",
            "sweep",
            "sweep",
            "visibility",
            "held",
            "plan",
            "forget"
        )
        from who in Gen.Choose(0, People - 1)
        from actor in Gen.Elements(0, 0, 1, 2, 3)
        from number in Gen.Choose(0, 11)
        from hours in Gen.Elements(0, 0, 0, 1, 24, 24 * 12, 24 * 28)
        select new Step(what, who, actor, number, hours);

    private static readonly Gen<(string Kind, string Visibility, Step[] Steps)> Stories =
        from kind in Gen.Elements(CommunityKind.Circle, CommunityKind.Group)
        from visibility in Gen.Elements(
            CommunityVisibility.Public,
            CommunityVisibility.Private,
            CommunityVisibility.Paid,
            CommunityVisibility.Paid
        )
        from steps in Steps.ArrayOf(80)
        select (kind, visibility, steps);

    [Fact]
    public void NoStoryMiscountsOrLeavesACommunityWithoutAnOwnerOrKeepsMoneyForNothing() =>
        Prop.ForAll(Arb.From(Stories), story => new Run(story.Kind, story.Visibility).Play(story.Steps))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    /// <summary>A community with its history of commands. Each step is a separate group, read and written as the database would.</summary>
    private sealed class Run
    {
        private static readonly MembershipRules Rules = new(FreeCircles: 2, Offer: TimeSpan.FromMinutes(30));
        private readonly Guid[] _people = [.. Enumerable.Range(0, People).Select(_ => Guid.CreateVersion7(Opening))];
        private readonly Dictionary<Guid, CommunityMember> _members = [];
        private readonly Dictionary<Guid, CommunityBan> _bans = [];
        private readonly Dictionary<Guid, JoinRequest> _requests = [];
        private readonly Dictionary<Guid, AccessOrder> _orders = [];
        private readonly Dictionary<Guid, AccessGrant> _grants = [];
        private readonly HashSet<Guid> _invited = [];
        private readonly HashSet<Guid> _unlimited = [];
        private readonly HashSet<Guid> _erased = [];
        private readonly List<IIntegrationEvent> _announced = [];
        private readonly JoinLink[] _links;
        private readonly int[] _followed = new int[2];
        private readonly HashSet<(Guid Link, Guid User)> _asked = [];
        private CommunityFacts _facts;
        private DateTimeOffset _now = Opening;
        private bool _isAbandoned;

        public Run(string kind, string visibility)
        {
            _facts = new(Guid.CreateVersion7(Opening), "Bakers", kind, visibility, 500, "USD", 50, Billing.Monthly, 1, null, null, null);
            var founder = new CommunityMember
            {
                Id = Guid.CreateVersion7(Opening),
                CommunityId = _facts.Id,
                UserId = _people[0],
                Version = 1,
                IsMember = true,
                Role = MemberRole.Owner,
                JoinedAt = Opening,
            };
            _members.Add(founder.UserId, founder);
            _links =
            [
                .. ((string[])[JoinLinkMode.Join, JoinLinkMode.Request]).Select(mode => new JoinLink
                {
                    Id = Guid.CreateVersion7(Opening),
                    CommunityId = _facts.Id,
                    Mode = mode,
                    CreatedBy = founder.UserId,
                    CreatedAt = Opening,
                    MaxUses = 3,
                }),
            ];
        }

        public void Play(IEnumerable<Step> steps)
        {
            foreach (var step in steps)
            {
                _now += TimeSpan.FromHours(step.Hours);
                Change(step);
                Apply([.. CommandsOf(step)]);
                Check();
                if (_isAbandoned)
                {
                    return;
                }
            }
        }

        /// <summary>Changes by others: the owners, the payments service, people themselves.</summary>
        private void Change(Step step)
        {
            switch (step.What)
            {
                case "visibility":
                    _facts = _facts with
                    {
                        Visibility = ((string[])[CommunityVisibility.Public, CommunityVisibility.Private, CommunityVisibility.Paid])[
                            step.Number % 3
                        ],
                        Billing = step.Number < 9 ? Billing.Monthly : Billing.OneTime,
                    };
                    break;
                case "held":
                    _facts = _facts with { HeldAt = step.Number < 2 ? _now : null };
                    break;
                case "plan":
                    _unlimited.Add(_people[step.Who]);
                    break;
                case "invite"
                    when !_bans.ContainsKey(_people[step.Who]) && _members.GetValueOrDefault(_people[step.Who]) is not { IsMember: true }:
                    _invited.Add(_people[step.Who]);
                    break;
            }
        }

        private IEnumerable<MembershipCommand> CommandsOf(Step step)
        {
            var (who, by) = (_people[step.Who], _people[step.By]);
            var orders = _orders.Values.OrderBy(order => order.Id).ToArray();
            var order = orders.Length > 0 ? orders[step.Number % orders.Length] : null;
            return step.What switch
            {
                // Sometimes several in one group.
                "join" => step.Number < 2 ? _people.Select(MembershipCommand (person) => new Join(person)) : [new Join(who)],
                "link" => [new JoinByLink(who, _links[step.Number % 2].Id)],
                "accept" => [new AcceptRequest(who, by)],
                "decline" => [new DeclineRequest(who, by)],
                "withdraw" => [new WithdrawRequest(who)],
                "leave" => [new Leave(who)],
                "remove" => [new Remove(who, by)],
                "ban" => [new Ban(who, by, null, step.Number < 6 ? _now.AddDays(step.Number + 1) : null)],
                "unban" => [new Unban(who, by)],
                "role" =>
                [
                    new ChangeRole(who, by, ((string[])[MemberRole.Owner, MemberRole.Moderator, MemberRole.Member])[step.Number % 3]),
                ],
                // Delivered twice: a repetition must have no effect.
                "pay" when order is not null =>
                [
                    new PayOrder(order.UserId, order.Id, order.AmountCents, "USD"),
                    new PayOrder(order.UserId, order.Id, order.AmountCents, "USD"),
                ],
                "fail" when order is not null =>
                [
                    new FailOrder(order.UserId, order.Id, step.Number % 2 == 0 ? "expired" : "payment_failed"),
                ],
                // Payments refunds an order once, on request or because of a dispute. The refund may be known before the payment.
                "refund" when order is { RefundedAt: null } => [new RefundOrder(order.UserId, order.Id, order.AmountCents)],
                "renew" => [new RenewAccess(who)],
                "sweep" =>
                [
                    .. _grants
                        .Values.Where(grant => grant.PaidUntil <= _now + MembershipRules.Renewal)
                        .Select(
                            MembershipCommand (grant) =>
                                grant.PaidUntil <= _now ? new EndAccess(grant.UserId) : new OfferRenewal(grant.UserId)
                        ),
                ],
                "forget" when step.Number == 0 && step.Who > 2 => [new ForgetPerson(who)],
                _ => [],
            };
        }

        private void Apply(MembershipCommand[] commands)
        {
            var inForce = _members.Values.Where(member => member.IsMember).ToArray();
            var heirs = inForce
                .OrderByDescending(member => member.Role, StringComparer.Ordinal)
                .ThenBy(member => member.JoinedAt)
                .ThenBy(member => member.UserId)
                .Take(2);
            var rows = new MembershipRows(
                [.. _members.Values.Select(member => member.Copy())],
                [.. heirs.Select(member => member.Copy())],
                inForce.Count(member => member.Role == MemberRole.Owner),
                [.. _bans.Values],
                [.. _requests.Values.Select(request => request.Copy())],
                [.. _invited],
                _links,
                new Dictionary<Guid, int> { [_people[4]] = 2, [_people[5]] = 3 },
                [.. _unlimited],
                [.. _orders.Values.Select(order => order.Copy())],
                [.. _grants.Values]
            )
            {
                Present = [.. _people.Except(_erased)],
            };
            var state = new Memberships(_facts, rows, Rules);
            foreach (var command in commands)
            {
                var result = Memberships.Apply(state, command, _now);
                _isAbandoned |= result.Outcome == MembershipOutcome.Abandoned;
                if (
                    command is JoinByLink link
                    && result.Outcome == MembershipOutcome.Done
                    && (result.Request is null || _asked.Add((link.LinkId, link.UserId)))
                )
                {
                    _followed[Array.FindIndex(_links, l => l.Id == link.LinkId)]++;
                }

                if (command is ForgetPerson)
                {
                    _erased.Add(command.UserId);
                }
            }

            Write(state);
        }

        private void Write(Memberships state)
        {
            state.ChangedMembers.ToList().ForEach(member => _members[member.UserId] = member);
            state.ChangedRequests.ToList().ForEach(request => _requests[request.UserId] = request);
            state.ChangedBans.ToList().ForEach(ban => _bans[ban.UserId] = ban);
            state.LiftedBans.ToList().ForEach(user => _bans.Remove(user));
            state.Access.Changed.ToList().ForEach(order => _orders[order.Id] = order);
            state.ChangedGrants.ToList().ForEach(grant => _grants[grant.UserId] = grant);
            state.EndedGrants.ToList().ForEach(user => _grants.Remove(user));
            _invited.ExceptWith(state.EndedInvitations);
            _announced.AddRange(state.Announced);
            _facts = _facts with { MemberCount = state.MemberCount };
        }

        private void Check()
        {
            var inForce = _members.Values.Where(member => member.IsMember).ToArray();
            _facts.MemberCount.ShouldBe(inForce.Length);
            (_isAbandoned || inForce.Any(member => member.Role == MemberRole.Owner)).ShouldBeTrue("nobody owns it");
            inForce.Where(member => _bans.GetValueOrDefault(member.UserId)?.IsInForce(_now) == true).ShouldBeEmpty("banned, and a member");
            inForce
                .Where(member => _requests.GetValueOrDefault(member.UserId)?.IsPending == true)
                .ShouldBeEmpty("a member, and still asking");
            inForce.Any(member => _erased.Contains(member.UserId)).ShouldBeFalse();
            _links.Select(link => link.Uses).ShouldBe(_followed);
            _followed.Max().ShouldBeLessThanOrEqualTo(3);
            _orders.Values.Where(order => order.Status == AccessOrderStatus.Open).Select(order => order.UserId).ShouldBeUnique();
            CheckMoney();
            CheckVersions();
        }

        /// <summary>Each payment was fulfilled, is being refunded or is refunded; and none twice.</summary>
        private void CheckMoney()
        {
            var asked = _announced.OfType<RefundRequested>().Select(refund => refund.OrderId).ToHashSet();
            var given = _announced.OfType<OrderFulfilled>().Select(fulfilled => fulfilled.OrderId).ToHashSet();
            (asked.Count + given.Count).ShouldBe(_announced.Count(e => e is RefundRequested or OrderFulfilled), "said twice");
            asked.Overlaps(given).ShouldBeFalse("given, and asked back");
            foreach (var order in _orders.Values)
            {
                var isBack = order.RefundedAmount >= order.AmountCents;
                (given.Contains(order.Id) || asked.Contains(order.Id) || isBack).ShouldBe(order.PaidAt is not null || isBack, order.Status);
                (order.Status == AccessOrderStatus.Fulfilled).ShouldBe(given.Contains(order.Id) && !isBack);
                (order.Status == AccessOrderStatus.Refunded).ShouldBe(order.PaidAt is not null && isBack);
            }

            foreach (var grant in _grants.Values)
            {
                var ends = PaidTime.Laid(_orders.Values.Where(order => order.UserId == grant.UserId)).Select(laid => laid.Until).ToArray();
                ends.ShouldNotBeEmpty("access without an order");
                grant.PaidUntil.ShouldBe(ends.Contains(null) ? null : ends.Max());
            }
        }

        private void CheckVersions()
        {
            // Each act is an entry of its own in the audit record.
            foreach (var ofOne in _announced.Where(e => e is not StaffActed).GroupBy(e => e.AggregateId))
            {
                // The founder's membership began earlier.
                var first = ofOne.Key == _members[_people[0]].Id ? 2 : 1;
                ofOne
                    .Select(e => e.Version)
                    .ShouldBe(Enumerable.Range(first, ofOne.Count()).Select(version => (long)version), ofOne.First().GetType().Name);
            }
        }
    }
}
