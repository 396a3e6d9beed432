namespace Community.Identity.Users;

/// <summary>Snapshots of accounts.</summary>
internal static class UsersFeature
{
    public static void MapPeopleSnapshots(this IEndpointRouteBuilder endpoints) => PeopleSnapshotEndpoints.Map(endpoints);
}
