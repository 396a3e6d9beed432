import { place, to } from "../../app/router.js";
import { SubNav } from "../../parts/subnav.js";
import { peopleWords } from "./words.js";

/** The places about people. */
export function PeopleNav() {
  const texts = peopleWords.value;
  return (
    <SubNav
      label={texts.title}
      here={place.value.path}
      links={[
        [to("/people"), texts.discover],
        [to("/connections"), texts.connections],
        [to("/activity"), texts.activity],
        [to("/network"), texts.network],
      ]}
    />
  );
}
