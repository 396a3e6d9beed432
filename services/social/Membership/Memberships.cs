using Community.Contracts;
using Community.Social.Communities;
using Community.Social.PaidAccess;

namespace Community.Social.Membership;

/// <summary>The facts of a community that <see cref="Memberships"/> needs. The first owner of a paid community is its seller.</summary>
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
    Guid? SellerId = null
)
{
    /// <summary>Visible to more users than its owners.</summary>
    public bool IsOpen => DeletedAt is null && RemovedAt is null && HeldAt is null;

    public bool IsCircle => Kind == CommunityKind.Circle;

    public bool IsPrivate => Visibility == CommunityVisibility.Private;

    /// <summary>The price; null: free.</summary>
    public AccessPrice? Price =>
        Visibility == CommunityVisibility.Paid ? new(Id, Name, PriceCents!.Value, Currency!, PriceCredits, Billing!, SellerId) : null;
}

/// <summary>
/// The rows that were read for a batch of commands: all rows of the affected users and of the acting users.
/// </summary>
/// <param name="Members">Memberships, active or ended.</param>
/// <param name="Heirs">The next owners of a community whose owners are erased, in order.</param>
/// <param name="Owners">The number of all owners.</param>
/// <param name="Bans">Bans, active or ended.</param>
/// <param name="Requests">Requests, pending or answered.</param>
/// <param name="Invited">Users with an open invitation.</param>
/// <param name="Links">The links that users follow.</param>
/// <param name="Circles">The number of circles of each joining user.</param>
/// <param name="Unlimited">Users who may be in any number of circles.</param>
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
    IReadOnlyList<AccessGrant> Grants
)
{
    /// <summary>Users with a full account; read separately, together with their locks.</summary>
    public IReadOnlyList<Guid> Present { get; init; } = [];
}

/// <summary>The settings of the rules.</summary>
/// <param name="FreeCircles">The number of circles of a free plan at most.</param>
/// <param name="Offer">How long an order for access is open.</param>
internal sealed record MembershipRules(int FreeCircles, TimeSpan Offer)
{
    /// <summary>How long before the end of the paid time the next month can be paid.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromDays(3);

    /// <summary>How long after a decline a request can be repeated.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromDays(7);
}

/// <summary>
/// A community's memberships while a batch of commands is applied to them. It has the rows that were read and collects the changes, which
/// are written together.
/// </summary>
internal sealed partial class Memberships
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

    public Memberships(CommunityFacts community, MembershipRows rows, MembershipRules rules)
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

    /// <summary>The number of active memberships.</summary>
    public int MemberCount { get; set; }

    /// <summary>The number of owners.</summary>
    public int Owners { get; set; }

    public AccessOrders Access { get; }

    public HashSet<CommunityMember> ChangedMembers { get; } = [];

    public HashSet<JoinRequest> ChangedRequests { get; } = [];

    public HashSet<CommunityBan> ChangedBans { get; } = [];

    /// <summary>Users whose ban was lifted.</summary>
    public HashSet<Guid> LiftedBans { get; } = [];

    /// <summary>Users whose invitation was accepted or is void.</summary>
    public HashSet<Guid> EndedInvitations { get; } = [];

    /// <summary>Users who were banned: an invitation stays on record, so that it is not sent again at once.</summary>
    public HashSet<Guid> WithdrawnInvitations { get; } = [];

    public HashSet<JoinLink> UsedLinks { get; } = [];

    public HashSet<AccessGrant> ChangedGrants { get; } = [];

    /// <summary>Users whose paid access is over.</summary>
    public HashSet<Guid> EndedGrants { get; } = [];

    /// <summary>Memberships that ended in this batch, whether or not they began again.</summary>
    public HashSet<Guid> Left { get; } = [];

    public IEnumerable<IIntegrationEvent> Announced => _announced.Concat(Access.Announced);

    public CommunityMember? Member(Guid userId) => _members.GetValueOrDefault(userId) is { IsMember: true } member ? member : null;

    /// <summary>The user's membership, active or ended.</summary>
    public CommunityMember? AnyMember(Guid userId) => _members.GetValueOrDefault(userId);

    public JoinRequest? Request(Guid userId) => _requests.GetValueOrDefault(userId);

    public CommunityBan? Ban(Guid userId, DateTimeOffset now) =>
        _bans.GetValueOrDefault(userId) is { } ban && ban.IsInForce(now) ? ban : null;

    public JoinLink? Link(Guid id) => _links.GetValueOrDefault(id);

    public AccessGrant? Grant(Guid userId) => _grants.GetValueOrDefault(userId);

    public bool IsInvited(Guid userId) => _invited.Contains(userId);

    public bool IsPresent(Guid userId) => _present.Contains(userId);

    /// <summary>Whether one more circle would exceed the user's plan.</summary>
    public bool IsAtCircleLimit(Guid userId) =>
        Community.IsCircle && !_unlimited.Contains(userId) && _circles.GetValueOrDefault(userId) >= Rules.FreeCircles;

    /// <summary>The next owner of a community without an owner.</summary>
    public CommunityMember? HeirBut(Guid userId) =>
        _heirs.Where(heir => heir != userId).Select(Member).FirstOrDefault(heir => heir is not null);

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

    /// <summary>Also ends an invitation that is not open at present: declined, or from a user whom the invited user does not see.</summary>
    public void EndInvitation(Guid userId)
    {
        _invited.Remove(userId);
        EndedInvitations.Add(userId);
    }

    /// <summary>Closes an invitation, if there is one, without removing it.</summary>
    public void WithdrawInvitation(Guid userId)
    {
        _invited.Remove(userId);
        WithdrawnInvitations.Add(userId);
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

    /// <summary>Publishes a change of a membership; its version rises by one.</summary>
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
