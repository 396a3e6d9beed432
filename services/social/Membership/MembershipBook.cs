using Community.Contracts;
using Community.Social.Communities;
using Community.Social.PaidAccess;

namespace Community.Social.Membership;

/// <summary>What the membership machine needs to know of a community. The seller is the first owner of a paid one.</summary>
internal sealed record CommunityFacts(
    Guid Id,
    string Name,
    string Kind,
    string Visibility,
    long? PriceCents,
    string? Currency,
    long? PriceCredits,
    string? Billing,
    int MemberCount,
    DateTimeOffset? DeletedAt,
    DateTimeOffset? RemovedAt,
    DateTimeOffset? HeldAt,
    Guid? SellerId = null)
{
    /// <summary>There for more than its owners.</summary>
    public bool IsOpen => DeletedAt is null && RemovedAt is null && HeldAt is null;

    public bool IsCircle => Kind == CommunityKind.Circle;

    public bool IsPrivate => Visibility == CommunityVisibility.Private;

    /// <summary>What it costs; null: nothing.</summary>
    public AccessPrice? Price => Visibility == CommunityVisibility.Paid ? new(Id, Name, PriceCents!.Value, Currency!, PriceCredits, Billing!, SellerId) : null;
}

/// <summary>What was read for a group of commands: of those whom they are about or come from, all there is.</summary>
/// <param name="Members">Memberships, in force or over.</param>
/// <param name="Heirs">Those next in line for a community whose owners are erased, the first in line first.</param>
/// <param name="Owners">How many owners there are in all.</param>
/// <param name="Bans">In force or over.</param>
/// <param name="Requests">Pending or over.</param>
/// <param name="Invited">Who has an open invitation.</param>
/// <param name="Links">The links that are followed.</param>
/// <param name="Circles">In how many circles somebody is who wants to be in this one.</param>
/// <param name="Unlimited">Who may be in any number of circles.</param>
/// <param name="Orders">Orders for access.</param>
/// <param name="Grants">Paid access.</param>
internal sealed record MembershipRows(
    IReadOnlyList<CommunityMember> Members,
    IReadOnlyList<CommunityMember> Heirs,
    int Owners,
    IReadOnlyList<CommunityBan> Bans,
    IReadOnlyList<JoinRequest> Requests,
    IReadOnlyList<Guid> Invited,
    IReadOnlyList<JoinLink> Links,
    IReadOnlyDictionary<Guid, int> Circles,
    IReadOnlyList<Guid> Unlimited,
    IReadOnlyList<AccessOrder> Orders,
    IReadOnlyList<AccessGrant> Grants)
{
    /// <summary>Who has a full account; read apart from the rest, with the lock on them.</summary>
    public IReadOnlyList<Guid> Present { get; init; } = [];
}

/// <summary>How the machine is set.</summary>
/// <param name="FreeCircles">How many circles a free plan is in at most.</param>
/// <param name="Offer">For how long an order for access is open.</param>
internal sealed record MembershipRules(int FreeCircles, TimeSpan Offer)
{
    /// <summary>So long before the end of what was paid for, the next month can be paid.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromDays(3);

    /// <summary>So long after it was declined, a request can be repeated.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromDays(7);
}

/// <summary>A community's memberships while a group of commands is applied to them: what was read, and what has changed, to be written together.</summary>
internal sealed class MembershipBook
{
    private readonly Dictionary<Guid, CommunityMember> _members = [];
    private readonly Dictionary<Guid, CommunityBan> _bans;
    private readonly Dictionary<Guid, JoinRequest> _requests;
    private readonly Dictionary<Guid, AccessGrant> _grants;
    private readonly Dictionary<Guid, JoinLink> _links;
    private readonly Dictionary<Guid, int> _circles;
    private readonly HashSet<Guid> _invited;
    private readonly HashSet<Guid> _present;
    private readonly HashSet<Guid> _unlimited;
    private readonly Guid[] _heirs;
    private readonly List<IIntegrationEvent> _announced = [];

    public MembershipBook(CommunityFacts community, MembershipRows rows, MembershipRules rules)
    {
        (Community, Rules, MemberCount, Owners) = (community, rules, community.MemberCount, rows.Owners);
        foreach (var member in rows.Heirs.Concat(rows.Members))
        {
            _members[member.UserId] = member;
        }

        _heirs = [.. rows.Heirs.Select(heir => heir.UserId)];
        _bans = rows.Bans.ToDictionary(ban => ban.UserId);
        _requests = rows.Requests.ToDictionary(request => request.UserId);
        _grants = rows.Grants.ToDictionary(grant => grant.UserId);
        _links = rows.Links.ToDictionary(link => link.Id);
        _circles = new(rows.Circles);
        (_invited, _present, _unlimited) = ([.. rows.Invited], [.. rows.Present], [.. rows.Unlimited]);
        Access = new(rows.Orders);
    }

    public CommunityFacts Community { get; }

    public MembershipRules Rules { get; }

    /// <summary>How many memberships are in force.</summary>
    public int MemberCount { get; set; }

    /// <summary>How many of them are owners'.</summary>
    public int Owners { get; set; }

    public AccessBook Access { get; }

    public HashSet<CommunityMember> ChangedMembers { get; } = [];

    public HashSet<JoinRequest> ChangedRequests { get; } = [];

    public HashSet<CommunityBan> ChangedBans { get; } = [];

    /// <summary>Whose ban was lifted.</summary>
    public HashSet<Guid> LiftedBans { get; } = [];

    /// <summary>Whose invitation has done its work, or is of no use any more.</summary>
    public HashSet<Guid> EndedInvitations { get; } = [];

    public HashSet<JoinLink> UsedLinks { get; } = [];

    public HashSet<AccessGrant> ChangedGrants { get; } = [];

    /// <summary>Whose paid access is over.</summary>
    public HashSet<Guid> EndedGrants { get; } = [];

    /// <summary>Memberships that ended in this group, whether or not they began again.</summary>
    public HashSet<Guid> Left { get; } = [];

    public IEnumerable<IIntegrationEvent> Announced => _announced.Concat(Access.Announced);

    public CommunityMember? Member(Guid userId) => _members.GetValueOrDefault(userId) is { IsMember: true } member ? member : null;

    /// <summary>The person's membership, in force or over.</summary>
    public CommunityMember? AnyMember(Guid userId) => _members.GetValueOrDefault(userId);

    public JoinRequest? Request(Guid userId) => _requests.GetValueOrDefault(userId);

    public CommunityBan? Ban(Guid userId, DateTimeOffset now) => _bans.GetValueOrDefault(userId) is { } ban && ban.IsInForce(now) ? ban : null;

    public JoinLink? Link(Guid id) => _links.GetValueOrDefault(id);

    public AccessGrant? Grant(Guid userId) => _grants.GetValueOrDefault(userId);

    public bool IsInvited(Guid userId) => _invited.Contains(userId);

    public bool IsPresent(Guid userId) => _present.Contains(userId);

    /// <summary>Whether one more circle is more than the person's plan allows.</summary>
    public bool IsAtCircleLimit(Guid userId) =>
        Community.IsCircle && !_unlimited.Contains(userId) && _circles.GetValueOrDefault(userId) >= Rules.FreeCircles;

    /// <summary>Who an ownerless community passes to.</summary>
    public CommunityMember? HeirBut(Guid userId) => _heirs.Where(heir => heir != userId).Select(Member).FirstOrDefault(heir => heir is not null);

    public void Add(CommunityMember member) => _members.Add(member.UserId, member);

    public void Add(JoinRequest request) => _requests.Add(request.UserId, request);

    public void Put(CommunityBan ban)
    {
        _bans[ban.UserId] = ban;
        ChangedBans.Add(ban);
        LiftedBans.Remove(ban.UserId);
    }

    public void Lift(CommunityBan ban)
    {
        _bans.Remove(ban.UserId);
        ChangedBans.Remove(ban);
        LiftedBans.Add(ban.UserId);
    }

    /// <summary>Also one that is not open at present: declined, or from somebody whom the person does not see.</summary>
    public void EndInvitation(Guid userId)
    {
        _invited.Remove(userId);
        EndedInvitations.Add(userId);
    }

    public void Put(AccessGrant grant)
    {
        _grants[grant.UserId] = grant;
        ChangedGrants.Add(grant);
        EndedGrants.Remove(grant.UserId);
    }

    public void End(AccessGrant grant)
    {
        _grants.Remove(grant.UserId);
        ChangedGrants.Remove(grant);
        EndedGrants.Add(grant.UserId);
    }

    public void Count(CommunityMember member, int change)
    {
        MemberCount += change;
        Owners += member.Role == MemberRole.Owner ? change : 0;
        _circles[member.UserId] = _circles.GetValueOrDefault(member.UserId) + change;
    }

    /// <summary>Says that a membership is another than it was; its version rises by one with it.</summary>
    public void Announce(CommunityMember member, Func<long, IIntegrationEvent> integrationEvent)
    {
        _announced.Add(integrationEvent(++member.Version));
        ChangedMembers.Add(member);
    }

    public void Announce(JoinRequest request, Func<long, IIntegrationEvent> integrationEvent)
    {
        _announced.Add(integrationEvent(++request.Version));
        ChangedRequests.Add(request);
    }
}
