namespace Community.Social.Blocks;

/// <summary>Whom the caller does not want to have to do with.</summary>
internal static class BlockEndpoints
{
    public static void MapBlocks(this IEndpointRouteBuilder api) => api.MapGroup("");
}
