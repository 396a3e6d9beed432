-- A withdrawn invitation stays on record, so that withdrawing it is not a way to send it again at once (Membership/InvitationEndpoints.cs).
ALTER TABLE community_invitations ADD COLUMN withdrawn_at timestamptz;

CREATE OR REPLACE VIEW open_invitations AS
    SELECT i.id, i.community_id, i.user_id, i.invited_by, i.created_at FROM community_invitations i
    WHERE i.declined_at IS NULL AND i.withdrawn_at IS NULL
        AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = i.user_id AND h.other_id = i.invited_by);

-- How many users a person has named in invitations since a time: the limit of a day counts these, and so tells nothing of the users.
CREATE TABLE invitation_counts (
    user_id uuid PRIMARY KEY,
    since timestamptz NOT NULL,
    asked integer NOT NULL
);
